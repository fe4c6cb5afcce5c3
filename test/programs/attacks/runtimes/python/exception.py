# Writes the right answer and ends in an error that nobody catches.
print("held", flush=True)
raise BaseException("nobody catches this")
