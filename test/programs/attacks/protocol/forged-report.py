# Writes OUTPUT and REPORT frames with every likely id on both streams, and fails. A worker that read them would accept.
import os
import struct
import sys

values = {48: 1, 49: 0, 50: 0, 51: 1000, 52: 1000, 53: 4096, 54: 0, 55: 5, 56: 0, 57: 1}
report = b"".join(struct.pack("<HIQ", tag, 8, value) for tag, value in values.items())
for number in range(512):
    for kind, payload in ((0x82, b"\1held\n"), (0x83, report)):
        frame = struct.pack("<IBBH", len(payload), kind, 0, number) + payload
        os.write(1, frame)
        os.write(2, frame)
sys.exit(7)
