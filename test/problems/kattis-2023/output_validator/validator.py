"""Divisors of a number, in any order, each once. With "partial", a part of them gives its share of the points."""
import sys


def reject(reason):
    with open(sys.argv[3] + "judgemessage.txt", "a") as file:
        file.write(reason + "\n")
    sys.exit(43)


with open(sys.argv[1]) as file:
    number = int(file.read())
with open(sys.argv[2]) as file:
    expected = len(file.read().split())

words = sys.stdin.read().split()
if not all(word.isdecimal() and len(word) < 20 for word in words):
    reject("there is something that is not a number")
found = [int(word) for word in words]
if len(set(found)) < len(found):
    reject("a divisor is there twice")
if not all(each > 0 and number % each == 0 for each in found):
    reject("there is a number that is not a divisor")
if len(found) == expected:
    sys.exit(42)
if "partial" not in sys.argv[4:] or len(found) == 0:
    reject(f"there are {expected} divisors, not {len(found)}")
with open(sys.argv[3] + "score_multiplier.txt", "w") as file:
    file.write(f"{len(found) / expected}\n")
with open(sys.argv[3] + "teammessage.txt", "w") as file:
    file.write(f"{len(found)} of {expected} divisors.\n")
sys.exit(42)
