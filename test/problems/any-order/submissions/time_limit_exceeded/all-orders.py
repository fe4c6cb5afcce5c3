import sys

words = sys.stdin.read().split()
while sorted(words) == sorted(words[::-1]):
    words.reverse()
