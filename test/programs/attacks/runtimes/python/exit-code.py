# Leaves without the interpreter's ending, with a code of its own and the right answer.
import os
import sys

sys.stdout.write("held\n")
sys.stdout.flush()
os._exit(200)
