number = int(input())
small = [each for each in range(1, int(number**0.5) + 2) if each * each <= number and number % each == 0]
print(*sorted({*small, *(number // each for each in small)}))
