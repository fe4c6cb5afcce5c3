say greeting()
