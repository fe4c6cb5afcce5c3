#ifndef SERIN_BENEATH_H
#define SERIN_BENEATH_H

#include <sys/types.h>

/*
 * openat2 that follows no link, crosses no mount and never leaves `directory`. Close-on-exec. -1 and errno on failure.
 */
int open_beneath(int directory, const char *path, int flags, mode_t mode);

#endif
