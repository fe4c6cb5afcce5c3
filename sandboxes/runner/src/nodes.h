#ifndef SERIN_NODES_H
#define SERIN_NODES_H

/*
 * The device nodes of a container, which every program may write to and therefore may give the present as their times. A reset puts
 * back what they were, so that they do not tell when another program ran.
 */

#include <stdbool.h>
#include <time.h>

enum { NODE_COUNT = 7 };

struct node_times {
    bool there;
    struct timespec times[2]; /* of the last access and of the last change of contents */
};

/* Remembers their times; a node that is not there is passed over. */
void nodes_remember(struct node_times nodes[static NODE_COUNT]);

/* False when the times of one that was there cannot be put back. */
bool nodes_restore(const struct node_times nodes[static NODE_COUNT]);

#endif
