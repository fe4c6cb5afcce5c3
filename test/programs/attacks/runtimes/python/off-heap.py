# Memory that the interpreter's own allocator knows nothing of: anonymous mappings, written to.
import mmap

kept = []
while True:
    kept.append(mmap.mmap(-1, 1 << 20))
    kept[-1].write(b"x" * (1 << 20))
