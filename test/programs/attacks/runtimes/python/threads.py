# Starts threads until one is refused; without a limit the host would run out of them.
import os
import threading

started = 0
try:
    for _ in range(5000):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        started += 1
except RuntimeError:
    pass
print("held" if 5 <= started < 60 else f"{started} threads", flush=True)
os._exit(0)
