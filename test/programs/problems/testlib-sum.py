# A checker that speaks testlib: checker INPUT OUTPUT ANSWER. One off is worth 2.5 points.
import sys

_, _, output, answer = sys.argv[:4]


def end(code, line):
    print(line, file=sys.stderr)
    sys.exit(code)


expected = int(open(answer).read())
try:
    got = int(open(output).read())
except ValueError:
    end(2, "wrong output format a number expected")
if got == expected:
    end(0, f"ok {got}")
if got == expected + 1:
    end(7, "points 2.5 one off")
end(1, f"wrong answer expected {expected}, got {got}")
