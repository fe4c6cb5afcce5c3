from gcd import gcd

a, b = map(int, input().split())
print("gcd", gcd(a, b))
