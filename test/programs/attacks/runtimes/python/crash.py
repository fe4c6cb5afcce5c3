# Reads from address 0 in the interpreter's own process.
import ctypes

ctypes.string_at(0)
