# Looks for a way out: sockets of every family, a few addresses, a name. Lists what could be had.
import socket
import sys

found, tried = [], 0


def attempt(what, act):
    global tried
    tried += 1
    try:
        act()
        found.append(what)
    except OSError:
        pass


for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG", "AF_BLUETOOTH"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        attempt(f"socket {family} {kind}", lambda f=family, k=kind: socket.socket(getattr(socket, f), k))
for address in ("127.0.0.1", "169.254.169.254", "172.17.0.1"):
    for port in (22, 80, 2375, 6379, 8080):
        attempt(f"{address}:{port}", lambda a=address, p=port: socket.create_connection((a, p), 0.2))
attempt("name", lambda: socket.getaddrinfo("example.com", 80))
attempt("server", lambda: socket.create_server(("127.0.0.1", 0)))
left, right = socket.socketpair()  # the one kind of socket there is
left.send(b"x")
assert right.recv(1) == b"x"
print(tried, "attempts", file=sys.stderr)
print("\n".join(found) or "held")
