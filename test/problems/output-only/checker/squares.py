"""checker INPUT OUTPUT ANSWER: four numbers whose squares have the sum of the input; five to eight give half of the points."""
import sys


def leave(code, message):
    print(message, file=sys.stderr)
    sys.exit(code)


with open(sys.argv[1]) as file:
    number = int(file.read())
with open(sys.argv[2], errors="replace") as file:
    words = file.read().split()
if not words or not all(word.isdecimal() and len(word) < 6 for word in words):
    leave(2, "wrong output format numbers are expected")
if sum(int(word) ** 2 for word in words) != number:
    leave(1, f"wrong answer the squares do not have the sum {number}")
if len(words) <= 4:
    leave(0, "ok four squares")
if len(words) <= 8:
    leave(16 + 100, "partially correct (100) more than four squares")
leave(1, "wrong answer too many squares")
