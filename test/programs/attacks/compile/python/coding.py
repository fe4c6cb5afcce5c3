# -*- coding: evil -*-
# The file is to be decoded by a codec that lies beside it: code that would run when the syntax is checked.
print("never said")
