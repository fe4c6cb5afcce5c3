"""A number from 1 to 1000 is to be guessed in ten guesses: each is answered by "lower", "higher" or "correct"."""
import sys

GUESSES = 10


def reject(feedback, judge, team):
    with open(feedback + "judgemessage.txt", "w") as file:
        file.write(judge + "\n")
    with open(feedback + "teammessage.txt", "w") as file:
        file.write(team + "\n")
    sys.exit(43)


def say(word):
    try:
        print(word, flush=True)
    except BrokenPipeError:
        # It closed its input: what it says after that still counts.
        sys.stdout = None


def main():
    with open(sys.argv[1]) as file:
        secret = int(file.read())
    feedback = sys.argv[3]
    for turn in range(1, GUESSES + 1):
        line = sys.stdin.readline()
        if line == "":
            reject(feedback, f"no guess {turn}", "You stopped guessing.")
        word = line.strip()
        if not word.isdecimal() or not 1 <= int(word) <= 1000:
            reject(feedback, f"guess {turn} is {word[:40]!r}", "A guess is a number from 1 to 1000.")
        guess = int(word)
        if guess == secret:
            say("correct")
            if sys.stdin.read().strip() != "":
                reject(feedback, "it went on after the last guess", "You went on guessing.")
            sys.exit(42)
        say("lower" if secret < guess else "higher")
    reject(feedback, f"{GUESSES} guesses did not find {secret}", "You have no guesses left.")


main()
