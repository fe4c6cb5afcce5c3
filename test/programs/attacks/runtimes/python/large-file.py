# Writes a file larger than allowed. The interpreter ignores the signal for it and has an error instead, which it must be possible to live with.
import errno

written = 0
try:
    with open("/box/large", "wb", buffering=0) as file:
        while written < 1 << 24:
            written += file.write(b"x" * 65536)
except OSError as error:
    print("held" if error.errno == errno.EFBIG and written == 1 << 20 else f"{error} after {written}")
else:
    print(f"wrote {written}")
