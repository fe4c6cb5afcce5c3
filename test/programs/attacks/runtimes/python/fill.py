# Fills the work directories with files that are each small: they are memory and count as the program's.
import os

for place in ("/tmp", "/box"):
    try:
        for i in range(200):
            with open(f"{place}/{i}", "wb") as file:
                file.write(b"x" * (1 << 20))
    except OSError:
        pass
print(len(os.listdir("/tmp")), len(os.listdir("/box")))
