# Tries to connect by every family: loopback, the cloud's metadata, Docker's bridge and socket, a name. None may work.
import socket
import sys

tried = 0
through = []
inet, inet6, local = socket.AF_INET, socket.AF_INET6, socket.AF_UNIX
targets = [(inet, (host, port)) for host in ("127.0.0.1", "169.254.169.254", "172.17.0.1") for port in (22, 80, 2375, 6379, 8080)]
targets += [(inet6, ("::1", 80)), (local, "/var/run/docker.sock"), (local, "\0docker")]
for family, address in targets:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        tried += 1
        try:
            with socket.socket(family, kind) as end:
                end.settimeout(0.1)
                end.connect(address)
                through.append(address)
        except OSError:
            pass
for name in ("localhost.invalid", "metadata.google.internal"):
    tried += 1
    try:
        through.append(socket.getaddrinfo(name, 80))
    except OSError:
        pass
print(tried, "attempts", file=sys.stderr)
print("held" if not through and tried == 38 else through)
