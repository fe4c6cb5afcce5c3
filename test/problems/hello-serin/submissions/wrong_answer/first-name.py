print(f"Hello, {input().split()[0]}!")
