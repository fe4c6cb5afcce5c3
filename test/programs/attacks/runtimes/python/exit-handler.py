# Spins in a handler that runs at the end, after the answer was written.
import atexit


@atexit.register
def spin():
    while True:
        pass


print("held", flush=True)
