# A checker that does what the first line of the input says.
import os
import sys

what = open(sys.argv[1]).readline().strip()
print(f"about to: {what}", file=sys.stderr, flush=True)
if what == "loops":
    while True:
        pass
if what == "forks":
    while True:
        try:
            os.fork()
        except OSError:
            pass
if what == "crashes":
    os.abort()
if what == "exits with 77":
    sys.exit(77)
if what == "eats memory":
    held = []
    while True:
        held.append(bytearray(1 << 20))
