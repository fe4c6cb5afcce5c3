/* Sends sockets through each other until they hold only themselves, and dies. Only the kernel's collector frees such rings. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static int send_descriptor(int through, int fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec body = {(char[]){'x'}, 1};
    struct msghdr message = {.msg_iov = &body, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    return sendmsg(through, &message, MSG_DONTWAIT) == 1 ? 0 : -1;
}

int main(void)
{
    int rings = 0, pair[2];
    for (; rings < 2000 && socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0; rings++) {
        if (send_descriptor(pair[0], pair[1]) != 0 || send_descriptor(pair[1], pair[0]) != 0 || send_descriptor(pair[0], 1) != 0)
            break;
        close(pair[0]);
        close(pair[1]);
    }
    fprintf(stderr, "%d rings\n", rings);
    return rings == 0 || write(1, "held\n", 5) != 5;
}
