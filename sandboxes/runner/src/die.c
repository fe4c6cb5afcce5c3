#include "die.h"

#include "answer.h"

#include <unistd.h>

_Noreturn void hang_up(void)
{
    _exit(EXIT_HUNG_UP);
}

_Noreturn void die(struct outbox *outbox, uint16_t id, struct fault fault, int code)
{
    answer_error(outbox, id, fault);
    outbox_flush(outbox);
    _exit(code);
}
