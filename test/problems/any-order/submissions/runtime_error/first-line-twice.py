words = input().split() + input().split() + input().split()
print("\n".join(set(words)))
