# Prints without end. Without a limit it would fill the worker's memory.
while True:
    print("x" * 65536)
