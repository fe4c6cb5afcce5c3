# An output validator of the Kattis format: validator INPUT ANSWER FEEDBACK_DIR ARGS... < OUTPUT
import sys

_, _, answer, feedback = sys.argv[:4]
expected = int(open(answer).read()) + ("off_by_one" in sys.argv[4:])
words = sys.stdin.read().split()
if words == [str(expected)]:
    sys.exit(42)
open(feedback + "teammessage.txt", "w").write("not the sum")
open(feedback + "judgemessage.txt", "w").write(f"expected {expected}, got {' '.join(words)}")
sys.exit(43)
