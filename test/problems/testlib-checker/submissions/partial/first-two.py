# Two numbers: 2/3 and 2/4 of "whole" (the least: 30 of 60), 10 and 20 of "points".
input()
numbers = list(map(int, input().split()))
print(2)
print(numbers[0], next(each for each in numbers if each > numbers[0]))
