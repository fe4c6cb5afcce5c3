import sys

# Expects a third argument, which only one of the tests has.
_, _, factor, how = sys.argv
input()
print(*[round(float(word) * float(factor)) for word in input().split()])
