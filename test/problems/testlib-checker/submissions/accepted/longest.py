count = int(input())
numbers = list(map(int, input().split()))
best = []
for at, number in enumerate(numbers):
    before = [found for found in best if found[-1] < number]
    best.append(max(before, key=len, default=[]) + [number])
longest = max(best, key=len)
print(len(longest))
print(*longest)
