# Makes circles of objects with the collector off and destructors that bring them back: garbage that is never collected is memory.
import gc

gc.disable()
saved = []


class Circle:
    def __init__(self):
        self.itself = self
        self.data = bytearray(1 << 20)

    def __del__(self):
        saved.append(self)


while True:
    Circle()
