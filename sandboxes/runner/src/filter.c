#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the runner knows x86-64 and arm64"
#endif

enum { X32_BIT = 0x40000000, SEGMENTS_MAX = 256, PROLOGUE = 6 };

_Static_assert(PROLOGUE + 2 * SEGMENTS_MAX <= FILTER_INSTRUCTIONS_MAX, "the largest filter fits");

/* Numbers from `from` up to the next segment's all get the same answer. */
struct segment {
    uint32_t from;
    uint32_t answer;
};

static uint32_t answer_for(unsigned flags, unsigned wanted)
{
    if ((flags & wanted) != 0)
        return SECCOMP_RET_ALLOW;
    return SECCOMP_RET_ERRNO | ((flags & FILTER_ABSENT) != 0 ? ENOSYS : EPERM);
}

static size_t build_segments(struct segment segments[static FILTER_NUMBERS + 1], unsigned wanted)
{
    uint32_t answers[FILTER_NUMBERS];
    for (size_t i = 0; i < FILTER_NUMBERS; i++)
        answers[i] = SECCOMP_RET_ERRNO | ENOSYS;
    for (size_t i = 0; i < filter_row_count; i++)
        if (filter_rows[i].number >= 0 && filter_rows[i].number < FILTER_NUMBERS)
            answers[filter_rows[i].number] = answer_for(filter_rows[i].flags, wanted);

    size_t count = 0;
    for (uint32_t i = 0; i < FILTER_NUMBERS; i++)
        if (count == 0 || segments[count - 1].answer != answers[i])
            segments[count++] = (struct segment){.from = i, .answer = answers[i]};
    if (segments[count - 1].answer != (SECCOMP_RET_ERRNO | ENOSYS))
        segments[count++] = (struct segment){.from = FILTER_NUMBERS, .answer = SECCOMP_RET_ERRNO | ENOSYS};
    return count;
}

static void emit(struct filter *filter, struct sock_filter instruction)
{
    filter->code[filter->length++] = instruction;
}

static void emit_return(struct filter *filter, uint32_t answer)
{
    emit(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer));
}

/*
 * A binary search over the segments, the number in the accumulator; seven or eight comparisons for any number. A jump
 * reaches 255 instructions, which is enough for 256 segments: the half that is jumped over takes two for each.
 */
static void emit_search(struct filter *filter, const struct segment *segments, size_t count)
{
    if (count == 1) {
        emit_return(filter, segments[0].answer);
        return;
    }
    size_t middle = count / 2;
    uint8_t over_lower_half = (uint8_t)(2 * middle - 1);
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, segments[middle].from, over_lower_half, 0));
    emit_search(filter, segments, middle);
    emit_search(filter, segments + middle, count - middle);
}

struct fault filter_build(struct filter *filter, enum phase phase)
{
    static struct segment segments[FILTER_NUMBERS + 1];
    size_t count = build_segments(segments, phase == PHASE_COMPILE ? FILTER_FOR_COMPILE : FILTER_FOR_RUN);
    if (count > SEGMENTS_MAX)
        return fault_at(AT_START_FILTER, E2BIG);

    filter->length = 0;
    emit(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0));
    emit_return(filter, SECCOMP_RET_KILL_PROCESS);
    emit(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
    emit_return(filter, SECCOMP_RET_KILL_PROCESS);
    emit_search(filter, segments, count);
    return no_fault();
}

uint32_t filter_answer(const struct filter *filter, uint32_t architecture, uint32_t number)
{
    uint32_t accumulator = 0;
    for (size_t at = 0; at < filter->length; at++) {
        const struct sock_filter *instruction = &filter->code[at];
        switch (instruction->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            accumulator = instruction->k == offsetof(struct seccomp_data, arch) ? architecture : number;
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at += accumulator == instruction->k ? instruction->jt : instruction->jf;
            break;
        case BPF_JMP | BPF_JGE | BPF_K:
            at += accumulator >= instruction->k ? instruction->jt : instruction->jf;
            break;
        case BPF_RET | BPF_K:
            return instruction->k;
        default:
            return SECCOMP_RET_KILL_PROCESS;
        }
    }
    return SECCOMP_RET_KILL_PROCESS;
}

struct fault filter_install(const struct filter *filter)
{
    struct sock_filter *code = (struct sock_filter *)(uintptr_t)filter->code; /* the kernel only reads it */
    struct sock_fprog program = {.len = (unsigned short)filter->length, .filter = code};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
        return fault_at(AT_CHILD_FILTER, errno);
    return no_fault();
}
