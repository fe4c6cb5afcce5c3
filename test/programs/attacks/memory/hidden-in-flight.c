/* Puts memory files into a socket and closes them: descriptors in flight belong to no process, and their memory still counts. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static char block[1 << 20];

int main(void)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) != 0)
        return 3;
    for (;;) {
        int fd = memfd_create("in flight", 0);
        for (int i = 0; i < 8; i++)
            if (write(fd, block, sizeof block) < 0)
                return 4;
        char control[CMSG_SPACE(sizeof fd)] = {0};
        struct iovec part = {block, 1};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
        if (sendmsg(ends[0], &message, MSG_DONTWAIT) < 0)
            pause();
        close(fd);
    }
}
