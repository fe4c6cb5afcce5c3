# An output validator of the Kattis format that accepts, and has far too much to say.
import sys

with open(sys.argv[3] + "judgemessage.txt", "w") as file:
    for _ in range(4):
        file.write("x" * (1 << 20))
sys.exit(42)
