# Starts processes until one is refused and leaves them all behind.
import os
import time

started = 0
try:
    for _ in range(5000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        started += 1
except OSError:
    pass
print("held" if 5 <= started < 60 else f"{started} processes")
