input()
numbers = list(map(int, input().split()))
print(len(numbers))
print(*sorted(numbers, reverse=True))
