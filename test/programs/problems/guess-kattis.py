# An interactor of the Kattis format: a number from 1 to 1000 is to be found in ten guesses.
import os
import sys

secret = int(open(sys.argv[1]).read())
feedback = sys.argv[3]


def reject(message):
    open(feedback + "teammessage.txt", "w").write(message)
    sys.exit(43)


for _ in range(10):
    line = sys.stdin.readline()
    if line == "":
        reject("ended without the number")
    try:
        guess = int(line)
    except ValueError:
        reject("no number")
    answer = "correct" if guess == secret else "lower" if guess > secret else "higher"
    try:
        print(answer, flush=True)
    except BrokenPipeError:
        # What is left in the buffer would be written again at the end, and fail again.
        sys.stdout = open(os.devnull, "w")
        reject("stopped listening")
    if guess == secret:
        sys.exit(42)
reject("too many guesses")
