with open("input.txt") as source:
    print(source.read())
