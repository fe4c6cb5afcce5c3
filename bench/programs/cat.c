#include <unistd.h>

static char buffer[1 << 16];

int main(void) {
    for (;;) {
        ssize_t got = read(0, buffer, sizeof buffer);
        if (got <= 0) return got < 0;
        for (ssize_t at = 0; at < got;) {
            ssize_t put = write(1, buffer + at, (size_t)(got - at));
            if (put < 0) return 1;
            at += put;
        }
    }
}
