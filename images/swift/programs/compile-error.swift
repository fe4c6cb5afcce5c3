let n: Int = "not a number"
print(n)
