print(int(input()) - 1, 1) if int("x") else None
