/* Asks a shell to connect: loopback, the cloud's metadata, Docker's bridge, a name. Without a network there is nobody to answer. */
#define _GNU_SOURCE
#include "attempt.h"

#include <netdb.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    const char *commands[] = {"echo > /dev/tcp/127.0.0.1/8080", "echo > /dev/tcp/169.254.169.254/80", "echo > /dev/tcp/172.17.0.1/2375",
                              "echo > /dev/udp/127.0.0.1/53"};
    for (int i = 0; i < 4; i++) {
        pid_t child = fork();
        int status = 0;
        if (child == 0) {
            execl("/bin/bash", "bash", "-c", commands[i], (char *)NULL);
            _exit(127);
        }
        holds(commands[i], waitpid(child, &status, 0) == child && status != 0);
    }
    struct addrinfo *found;
    holds("a name", getaddrinfo("example.invalid", "80", NULL, &found) != 0);
    holds("another name", getaddrinfo("metadata.google.internal", "80", NULL, &found) != 0);
    return told(6);
}
