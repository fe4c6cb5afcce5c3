/* Reads its input and writes its answer through the streams' names, as honest programs do. With pipes that belong to root it could not. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    const char *inputs[] = {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "/proc/thread-self/fd/0"};
    const char *outputs[] = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1"};
    const char *errors[] = {"/dev/stderr", "/dev/fd/2", "/proc/self/fd/2", "/proc/thread-self/fd/2"};
    for (int i = 0; i < 4; i++) {
        char word[16];
        FILE *in = fopen(inputs[i], "r");
        FILE *out = fopen(outputs[i], "w");
        FILE *err = fopen(errors[i], "a");
        if (in == NULL || out == NULL || err == NULL || fscanf(in, "%15s", word) != 1)
            return 3 + i;
        fprintf(out, "%s\n", word);
        fprintf(err, "%s\n", word);
        fclose(in);
        fclose(out);
        fclose(err);
    }
    return 0;
}
