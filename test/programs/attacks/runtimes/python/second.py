# Starts interpreters of its own, each below the limit, together above it.
import subprocess
import sys
import time

program = "import time; kept = bytearray(b'x') * (40 << 20); time.sleep(60)"
children = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(4)]
time.sleep(60)
