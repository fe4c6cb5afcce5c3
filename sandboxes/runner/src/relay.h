#ifndef SERIN_RELAY_H
#define SERIN_RELAY_H

/*
 * What a joined program says, handed on to the other and told to the worker, where a transcript is wanted.
 *
 *   program ── pipe ──► runner ── FIFO of the pair ──► the other program
 *                         └────── SAID frames ───────► worker, up to a bound
 *
 * A piece is told with its time before it is handed on, so whatever the other says because of it has a later one: two transcripts of one host
 * merge in order by their times alone.
 *
 * Nothing waits. The pipe has one page, and is left unread while the FIFO holds as much as a FIFO usually does, so that a program whose other
 * does not read blocks about where it would without a relay. The FIFO has in truth a multiple of that, and what a dead program left in its pipe
 * finds room there. Pieces of at most PIPE_BUF are written whole or not at all. What the worker is slow to take is missing from the
 * transcript, and never from the conversation.
 *
 * The other may make its FIFO smaller or fill it itself; a piece that does not fit then waits as long as the program lives. One that enlarges
 * its own pipe and dies may lose what is in there over 800 KiB.
 */

#include "frame.h"
#include "outbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct relay {
    int from_fd; /* of the program's pipe, non-blocking; -1: nothing will come any more, or nothing is relayed */
    int to_fd;   /* of the FIFO; -1: nobody reads any more, or nothing is relayed */
    uint16_t id; /* of the run */
    uint64_t limit;  /* bytes told */
    uint64_t told;
    uint64_t total;  /* bytes read */
    bool blocked;    /* the FIFO is as full as it may be */
    bool let_go;     /* the end of the program's output is handed on, too */
    size_t waiting;  /* of `piece`, not written yet */
    uint8_t piece[SAID_BYTES_MAX];
};

/* Both descriptors are given, and stay the relay's to close. */
struct fault relay_begin(struct relay *relay);

/* Hands on what is there and fits, but not for ever. Does nothing where nothing is relayed. */
void relay_pump(struct relay *relay, struct outbox *outbox);

/* From now on the other sees when the program closes its output. */
void relay_let_go(struct relay *relay);

/* Nothing lives any more: hands on what is left, and closes. */
void relay_finish(struct relay *relay, struct outbox *outbox);

void relay_close(struct relay *relay);

#endif
