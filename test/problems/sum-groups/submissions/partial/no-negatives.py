# 30 + 50 + 0: one test of "bonus" fails, and "bonus" is all or nothing.
input()
print(sum(abs(int(word)) for word in input().split()))
