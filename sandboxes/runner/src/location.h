#ifndef SERIN_LOCATION_H
#define SERIN_LOCATION_H

#include <stdbool.h>

/*
 * Every failure of the runner has a number here and nowhere else: name, number, what it means. LOCATIONS.md is
 * printed from this table (`runner --locations`). Numbers are never reused; readers of old records rely on them.
 *
 *   1…19    start: the runner does not serve (exit 70)
 *   20…39   protocol errors (exit 71)
 *   40…59   PUT and STDIN: the request is refused, and RUN with it until a RESET
 *   60…79   RUN and JOIN on the runner's side: the request is refused; nothing ran
 *   80…89   the runner cannot go on (exit 70)
 *   100…119 the child between clone and exec: a REPORT with fate 4. 113 is the program's fault, the others are ours
 *   130…149 COLLECT and the wipe
 */
#define LOCATIONS(X)                                                                                      \
    X(NOWHERE, 0, "no failure")                                                                           \
    X(START_ARGUMENTS, 1, "the command line is not understood")                                           \
    X(START_NOT_INIT, 2, "the runner must be PID 1 of a container")                                       \
    X(START_NOT_ROOT, 3, "the runner must start as root")                                                 \
    X(START_DESCRIPTORS, 4, "standard input, output or error is not usable")                              \
    X(START_SIGNALS, 5, "cannot set up signals")                                                          \
    X(START_PRIVACY, 6, "cannot make the runner private")                                                 \
    X(START_SCRATCH, 7, "a work directory is missing, not a tmpfs of its own, or has the wrong owner")    \
    X(START_CGROUP_MOUNTS, 8, "cannot find the container's cgroup")                                       \
    X(START_CGROUP_FILE, 9, "a cgroup file cannot be opened")                                             \
    X(START_SHARED_PAGE, 10, "cannot map the page shared with children")                                  \
    X(START_FILTER, 11, "cannot build the system call filters")                                           \
    X(START_IPC_FILES, 12, "the lists of System V IPC objects cannot be opened")                          \
    X(START_LIMITS, 13, "cannot read the container's resource limits")                                    \
    X(START_STACK, 14, "cannot map the stack of children")                                                \
    X(FRAME_LENGTH, 20, "a frame is longer than the protocol allows")                                     \
    X(FRAME_TYPE, 21, "a frame has an unknown type")                                                      \
    X(FRAME_FLAGS, 22, "a frame has flags")                                                               \
    X(FIELD_OVERRUN, 23, "a field is longer than what is left of its payload")                            \
    X(FIELD_UNKNOWN, 24, "a field does not belong to its request")                                        \
    X(FIELD_REPEATED, 25, "a field occurs more often than it may")                                        \
    X(FIELD_MISSING, 26, "a required field is missing")                                                   \
    X(FIELD_INTEGER, 27, "an integer does not have eight bytes")                                          \
    X(FIELD_TEXT, 28, "a text is too short, too long or holds a NUL")                                     \
    X(FIELD_VALUE, 29, "an integer or a text is out of its bounds")                                       \
    X(PAYLOAD_UNEXPECTED, 30, "a request without a payload has one")                                      \
    X(PUT_PATH, 40, "a path is absolute, too long, or has an empty, . or .. component")                   \
    X(PUT_DIRECTORY, 41, "cannot make a directory below /app")                                            \
    X(PUT_CREATE, 42, "cannot create a file below /app")                                                  \
    X(PUT_APPEND, 43, "only the file that was put last can be appended to")                               \
    X(PUT_WRITE, 44, "cannot write a file below /app")                                                    \
    X(STDIN_CREATE, 50, "cannot make the memory file for the input")                                      \
    X(STDIN_WRITE, 51, "cannot write the input")                                                          \
    X(STDIN_TOO_LARGE, 52, "the input is over 256 MiB")                                                   \
    X(RUN_AFTER_REFUSAL, 60, "an earlier PUT or STDIN was refused; only RESET helps")                     \
    X(RUN_INPUT, 61, "cannot seal the input")                                                             \
    X(RUN_PIPE, 62, "cannot make the pipes for the output")                                               \
    X(RUN_FORK, 63, "cannot make a process")                                                              \
    X(RUN_IDENTITY, 64, "cannot change to the sandbox user and back")                                     \
    X(RUN_KEPT_INPUT, 65, "the input that the run wants was not kept, or another was sent")               \
    X(RUN_KEEP_INPUT, 66, "there is no room to keep the input")                                           \
    X(RUN_JOINED, 67, "the run is joined and has no FIFOs or was sent an input, or it has FIFOs and is not joined")      \
    X(RUN_RELAY, 68, "cannot make room for what a joined program says")                                    \
    X(JOIN_NOWHERE, 70, "this container has no directory for FIFOs")                                      \
    X(JOIN_CREATE, 71, "cannot make a FIFO")                                                              \
    X(JOIN_OPEN, 72, "cannot open a FIFO, or what has its name is none")                                  \
    X(GONE_CGROUP_READ, 80, "a cgroup file cannot be read or understood")                                 \
    X(GONE_KILL, 81, "processes do not die")                                                              \
    X(GONE_POLL, 82, "cannot wait for events")                                                            \
    X(GONE_IDENTITY, 83, "cannot become root again")                                                      \
    X(GONE_ANSWER, 84, "an answer does not fit its buffer")                                               \
    X(CHILD_SIGNALS, 100, "cannot reset signals")                                                         \
    X(CHILD_SESSION, 101, "cannot start a session")                                                       \
    X(CHILD_STDIN, 102, "cannot place standard input")                                                    \
    X(CHILD_STDOUT, 103, "cannot place standard output")                                                  \
    X(CHILD_STDERR, 104, "cannot place standard error")                                                   \
    X(CHILD_CLOSE, 105, "cannot close the runner's descriptors")                                          \
    X(CHILD_OOM_SCORE, 106, "cannot set oom_score_adj")                                                   \
    X(CHILD_LIMIT, 107, "cannot set a resource limit")                                                    \
    X(CHILD_GROUPS, 108, "cannot drop supplementary groups")                                              \
    X(CHILD_GID, 109, "cannot change the group")                                                          \
    X(CHILD_UID, 110, "cannot change the user")                                                           \
    X(CHILD_BOX, 111, "cannot enter /box")                                                                \
    X(CHILD_FILTER, 112, "cannot install the system call filter")                                         \
    X(CHILD_EXEC, 113, "cannot execute the program")                                                      \
    X(CHILD_PRIORITY, 114, "cannot lower the priority")                                                   \
    X(CHILD_DIRECTORY, 115, "cannot make a directory in /box")                                            \
    X(CHILD_INPUT_FILE, 116, "cannot place the input file in /box")                                       \
    X(COLLECT_OPEN, 130, "cannot open a directory or file below /box")                                    \
    X(COLLECT_READ, 131, "cannot read a directory or file below /box")                                    \
    X(COLLECT_TOO_MANY, 132, "more files match than may be collected")                                    \
    X(COLLECT_TOO_LARGE, 133, "the files that match are larger than may be collected")                    \
    X(COLLECT_WRITE, 134, "cannot hand out a collected file")                                             \
    X(HELPER_FORK, 135, "cannot fork a helper with the sandbox uid")                                      \
    X(HELPER_DIED, 136, "a helper with the sandbox uid died")                                             \
    X(COLLECT_SPOILED, 137, "a named file or its directory is not what it has to be")                     \
    X(WIPE_OPEN, 140, "cannot open a work directory to empty it")                                         \
    X(WIPE_LIST, 141, "cannot list a work directory to empty it")                                         \
    X(WIPE_REMOVE, 142, "cannot remove what was left in a work directory")                                \
    X(WIPE_RESTORE, 143, "cannot restore mode and times of a work directory")

enum location {
#define X(name, number, text) AT_##name = (number),
    LOCATIONS(X)
#undef X
};

/* Where something failed and the errno it failed with (0 where there is none). */
struct fault {
    enum location at;
    int error;
};

static inline struct fault no_fault(void)
{
    return (struct fault){.at = AT_NOWHERE, .error = 0};
}

static inline struct fault fault_at(enum location at, int error)
{
    return (struct fault){.at = at, .error = error};
}

static inline bool failed(struct fault fault)
{
    return fault.at != AT_NOWHERE;
}

const char *location_text(enum location at);
void location_print_table(void);

#endif
