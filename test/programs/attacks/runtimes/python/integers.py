# Multiplies ever larger integers: one call into the interpreter's core that takes hours.
n = 3
while True:
    n = n * n
