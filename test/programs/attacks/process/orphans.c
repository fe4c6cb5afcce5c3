/* The leader leaves at once; its grandchildren compute on without a parent. What outlives the leader is killed with it. */
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            if (fork() != 0)
                _exit(0);
            for (volatile unsigned long count = 0;; count++) {
            }
        }
    return 0;
}
