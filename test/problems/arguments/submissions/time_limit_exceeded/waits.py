import sys

# Counts up to the factor in steps of one, which takes long for one of them.
factor = float(sys.argv[2])
steps = 0.0
while steps + 1 <= factor:
    steps += 1
input()
scaled = [float(word) * factor for word in input().split()]
print(*[round(value) for value in scaled] if "--round" in sys.argv else scaled)
