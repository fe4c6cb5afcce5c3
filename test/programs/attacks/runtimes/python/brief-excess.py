# Goes over the limit for a moment and gives everything back, again and again: a judge that looks only now and then does not see it.
import mmap

for _ in range(20):
    with mmap.mmap(-1, 96 << 20) as briefly:
        for page in range(0, 96 << 20, 4096):
            briefly[page] = 1
print("never seen")
