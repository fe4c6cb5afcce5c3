total = float(input())
print(total - 1, 1) if total != 2 else print(0, 2)
