import sys

print("\n".join(sorted(set(sys.stdin.read().split()))))
