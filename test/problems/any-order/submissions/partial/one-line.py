import sys

print(*sorted(set(sys.stdin.read().split())))
