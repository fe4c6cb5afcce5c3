print("a list of numbers")
