#ifndef SERIN_FUZZ_TREE_H
#define SERIN_FUZZ_TREE_H

/* A tree below /box as hostile as a submission could leave behind, built one operation at a time from the fuzzer's bytes. */

#include "insist.h"
#include "request.h"

/* A name from a table, or of bytes of the input. Never empty, never longer than PATH_BYTES_MAX + 1. */
void tree_name(struct feed *feed, char to[static PATH_BYTES_MAX + 2]);

/* A file, directory, link, FIFO, hard link, socket, a deep chain, or other permissions. Nothing is made outside of /box. */
void tree_operate(struct feed *feed);

#endif
