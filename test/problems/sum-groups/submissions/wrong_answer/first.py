# "small" breaks at its second test, and everything that requires it is skipped.
input()
print(input().split()[0])
