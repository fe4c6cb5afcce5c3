import sys

arguments = sys.argv[1:]
factor = float(arguments[arguments.index("--by") + 1])
input()
scaled = [float(word) * factor for word in input().split()]
print(*[round(value) for value in scaled] if "--round" in arguments else scaled)
