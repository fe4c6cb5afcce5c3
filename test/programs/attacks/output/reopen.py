# Reads its input and writes its answer through the streams' names, as honest programs do.
for number, name in [("0", "stdin"), ("0", "fd/0")] * 2:
    with open(f"/dev/{name}") as source, open("/dev/stdout", "w") as out, open("/dev/stderr", "a") as err:
        word = source.readline()
        out.write(word)
        err.write(word)
