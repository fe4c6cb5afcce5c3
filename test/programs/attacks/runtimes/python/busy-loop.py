# Computes for ever.
i = 0
while True:
    i += 1
