# A set of integers whose hashes are all the same: each lookup walks through all of them.
modulus = (1 << 61) - 1
print(len({i * modulus for i in range(1, 200000)}))
