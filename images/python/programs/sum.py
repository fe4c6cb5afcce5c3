import sys

numbers = list(map(int, sys.stdin.buffer.read().split()))
sums = [numbers[i] + numbers[i + 1] for i in range(1, 2 * numbers[0], 2)]
sys.stdout.write("\n".join(map(str, sums)) + "\n")
