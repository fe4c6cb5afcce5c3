/* Makes what outlives every process: System V segments, semaphores and queues, POSIX message queues, keys, inotify watches. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <mqueue.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    refused("shmget", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
    refused("shmget with a key", shmget(0x5e41, 4096, IPC_CREAT | 0666));
    refused("semget", semget(0x5e41, 1, IPC_CREAT | 0666));
    refused("msgget", msgget(0x5e41, IPC_CREAT | 0666));
    refused("mq_open", (long)mq_open("/serin", O_CREAT | O_RDWR, 0666, NULL));
    refused("a queue as a file", open("/dev/mqueue/serin", O_CREAT | O_RDWR, 0666));
    refused("add_key to the user's keyring", syscall(SYS_add_key, "user", "serin", "left", 4, -4));
    refused("add_key to the session's keyring", syscall(SYS_add_key, "user", "serin", "left", 4, -3));
    refused("request_key", syscall(SYS_request_key, "user", "serin", NULL, -4));
    refused("keyctl", syscall(SYS_keyctl, 0, -4, 1));
    refused("inotify_init", inotify_init());
    refused("inotify_init1", inotify_init1(IN_NONBLOCK));
    refused("fanotify_init", syscall(SYS_fanotify_init, 0, 0));
    refused("io_setup", syscall(SYS_io_setup, 128, &(unsigned long){0}));
    return verdict(14);
}
