# An honest program that looks for anything that somebody before it has left, and says `clean` when there is nothing.
import os
import resource

found = []


def look_into(directory, allowed=()):
    for name in os.listdir(directory):
        if name not in allowed:
            found.append(f"{directory} holds {name}")


def look_at_table(path):
    try:
        with open(path) as table:
            found.extend(f"{path}: {line.strip()}" for line in table.readlines()[1:])
    except OSError as error:
        found.append(f"{path} cannot be read: {error}")


if os.getcwd() != "/box":
    found.append("the working directory is not /box")
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) not in (1, os.getpid()):
        found.append(f"process {name} lives")
for directory in ("/box", "/tmp", "/dev/shm", "/dev/mqueue"):
    look_into(directory)
look_into("/app", ("main.py",))
for table in ("shm", "sem", "msg"):
    look_at_table(f"/proc/sysvipc/{table}")
if resource.getrlimit(resource.RLIMIT_NOFILE) != (1024, 1024):
    found.append(f"the limit of descriptors is {resource.getrlimit(resource.RLIMIT_NOFILE)}")
with open("/dev/stdin") as stdin:
    if stdin.read() != "anybody here?\n":
        found.append("/dev/stdin does not give the input")
with open("/dev/stdout", "w") as stdout:
    print("\n".join(found) or "clean", file=stdout)
