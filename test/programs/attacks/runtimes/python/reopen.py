# Opens its streams again by their names, which is a common way to read and write and must work.
with open("/dev/stdin") as stdin, open("/dev/stdout", "w") as stdout, open("/proc/self/fd/2", "w") as stderr:
    stderr.write("a diagnostic\n")
    stdout.write(stdin.readline())
