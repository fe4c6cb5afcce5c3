/* Makes sockets of every family and type, and pairs of all but the local one. A network, a vsock or a netlink socket would be a way out. */
#define _GNU_SOURCE
#include "attempt.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static void no_sockets(void)
{
    int pair[2];
    for (int family = 0; family < 64; family++)
        for (int type = 1; type <= 10; type++) {
            fails_with("socket", socket(family, type, 0), EPERM);
            fails_with("socket with an upper half", syscall(SYS_socket, (long)family | 1L << 32, type, 0), EPERM);
            if (family != AF_UNIX)
                fails_with("socketpair", socketpair(family, type, 0, pair), EAFNOSUPPORT);
        }
}

/* A pair is connected, but a datagram may name another receiver: a socket of the host, were one to be seen. */
static void nobody_to_talk_to(void)
{
    const char *names[] = {"/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/systemd/journal/socket", "/dev/log",
                           "\0/org/kubernetes",    "\0docker",         "\0containerd",                    "\0dbus",                       "\0serin"};
    int pair[2], yes = 1;
    if (!holds("a local pair", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0))
        return;
    setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct sockaddr_un to = {.sun_family = AF_UNIX};
        size_t length = 1 + strlen(names[i] + 1);
        memcpy(to.sun_path, names[i], length);
        socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
        fails(names[i], sendto(pair[0], "x", 1, MSG_DONTWAIT, (struct sockaddr *)&to, size));
        fails_with("connect", connect(pair[0], (struct sockaddr *)&to, size), EPERM);
        fails_with("bind", bind(pair[0], (struct sockaddr *)&to, size), EPERM);
    }
    struct sockaddr_in metadata = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(0xa9fea9fe)};
    fails("a datagram to the cloud's metadata", sendto(pair[0], "x", 1, 0, (struct sockaddr *)&metadata, sizeof metadata));
    fails_with("listen", listen(pair[0], 1), EPERM);
    fails_with("accept", accept(pair[0], NULL, NULL), EPERM);
    close(pair[0]);
    close(pair[1]);
}

int main(void)
{
    char line[256];
    int lines = 0, interfaces = 0;
    no_sockets();
    nobody_to_talk_to();
    FILE *names = fopen("/proc/net/unix", "r"), *devices = fopen("/proc/net/dev", "r");
    while (names != NULL && fgets(line, sizeof line, names) != NULL)
        lines++;
    while (devices != NULL && fgets(line, sizeof line, devices) != NULL)
        interfaces += strchr(line, ':') != NULL && strstr(line, " lo:") == NULL;
    holds("no local socket but the heading", names != NULL && lines == 1);
    holds("no interface but lo", devices != NULL && interfaces == 0);
    return told(64 * 30 - 10 + 30);
}
