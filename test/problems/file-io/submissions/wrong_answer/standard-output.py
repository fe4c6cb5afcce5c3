with open("reverse.in") as source:
    print(source.readline().strip()[::-1])
