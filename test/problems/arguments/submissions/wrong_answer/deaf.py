# Takes every test for the first one.
input()
print(*[float(word) * 3 for word in input().split()])
