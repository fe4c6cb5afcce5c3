low, high = 1, 2_000_000_000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == "OK":
        break
    if answer == "FLOATS":
        high = middle - 1
    else:
        low = middle + 1
