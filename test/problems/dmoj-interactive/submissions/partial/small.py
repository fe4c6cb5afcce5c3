# Finds 1, and gives up on everything else: 30 of 100.
print(1, flush=True)
input()
