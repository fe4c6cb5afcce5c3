/* Abstract addresses outlive no process, but are seen by everybody in the container; a judged program gets none. */
#define _GNU_SOURCE
#include "probe.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0serin"};
    struct sockaddr_un named = {.sun_family = AF_UNIX, .sun_path = "/box/socket"};
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + 6;
    int ends[2];
    must("a socket pair can be had", socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    refused("a stream socket", socket(AF_UNIX, SOCK_STREAM, 0));
    refused("a datagram socket", socket(AF_UNIX, SOCK_DGRAM, 0));
    refused("bind to an abstract address", bind(ends[0], (struct sockaddr *)&abstract, length));
    refused("bind to an address of the kernel's choice", bind(ends[0], (struct sockaddr *)&abstract, sizeof(sa_family_t)));
    refused("bind to a name", bind(ends[0], (struct sockaddr *)&named, sizeof named));
    refused("listen", listen(ends[0], 1));
    refused("connect to an abstract address", connect(ends[0], (struct sockaddr *)&abstract, length));
    must("no socket has a name", access("/box/socket", F_OK) != 0);
    return verdict(9);
}
