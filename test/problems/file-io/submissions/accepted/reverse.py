with open("reverse.in") as source, open("reverse.out", "w") as target:
    print(source.readline().strip()[::-1], file=target)
print("what goes to the standard output does not matter")
