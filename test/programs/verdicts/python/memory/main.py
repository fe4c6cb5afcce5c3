blocks = []
for i in range(256):
    blocks.append(bytes([i]) * (4 << 20))
print(42)
