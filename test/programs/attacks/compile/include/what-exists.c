/* Asks at compile time for everything that must not be there. What the compiler can read, a source can take into its program
   with .incbin. (A file that is there and may not be read ends the compiler at once: see incbin-shadow.) */
#include <stdio.h>

#if __has_include("/app/input") || __has_include("/app/answer") || __has_include("/app/1") || __has_include("/app/1.in") || \
    __has_include("/app/1.out") || __has_include("/box/input") || __has_include("/box/answer") || __has_include("/tmp/input")
#define FOUND "test data"
#endif
#if __has_include("/box/program") || __has_include("/tmp/program") || __has_include("/app/program")
#define FOUND "a program of somebody else"
#endif
#if __has_include("/var/lib/serin/blobs") || __has_include("/var/lib/serin") || __has_include("/serin.yaml")
#define FOUND "the worker's stores"
#endif
#if __has_include("/var/run/docker.sock") || __has_include("/run/docker.sock") || __has_include("/run/containerd")
#define FOUND "the container engine"
#endif
#if __has_include("/dev/sda") || __has_include("/dev/vda") || __has_include("/dev/nvme0n1") || __has_include("/dev/kvm")
#define FOUND "devices"
#endif
/* The hunt itself must be able to find. */
#if !__has_include("/etc/passwd") || !__has_include("/app/main.c") || !__has_include("/proc/self/environ")
#define FOUND "the hunt is blind"
#endif

int main(void) {
#ifdef FOUND
  puts(FOUND);
#else
  puts("held");
#endif
  return 0;
}
