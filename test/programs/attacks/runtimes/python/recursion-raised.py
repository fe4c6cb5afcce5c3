# Recurses without end after the interpreter's own bound was taken away, through C frames: the stack or the memory ends it.
import sys

sys.setrecursionlimit(10**9)


class Deeper:
    def __repr__(self):
        return "x" + repr(Deeper())


print(len(repr(Deeper())))
