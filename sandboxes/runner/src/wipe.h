#ifndef SERIN_WIPE_H
#define SERIN_WIPE_H

#include "location.h"

/*
 * Empties a directory, however deep and however forbidden its insides are, with two descriptors and no recursion.
 * A directory that is not empty is dissolved: its files are removed, its directories moved up into `root` under a
 * fresh name, where they wait for their turn. Each directory moves at most once.
 *
 * `root` is opened for reading; the caller owns everything in it, and nobody changes it meanwhile.
 */
struct fault wipe_directory(int root);

#endif
