print("not numbers")
