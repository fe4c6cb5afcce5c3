# A checker that speaks testlib and accepts all bytes, as often as the input says, and nothing else.
import sys

times = int(open(sys.argv[1]).read())
output = open(sys.argv[2], "rb").read()
if output == bytes(range(256)) * times:
    sys.exit(0)
print(f"wrong answer {len(output)} bytes", file=sys.stderr)
sys.exit(1)
