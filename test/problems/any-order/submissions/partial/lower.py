import sys

# Right where the case of letters does not count, and where there are no capitals.
print("\n".join(word.lower() for word in sorted(set(sys.stdin.read().split()))))
