half = float(input()) / 2
print(half, half)
