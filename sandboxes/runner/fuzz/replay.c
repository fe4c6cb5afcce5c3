/*
 * A main for compilers without libFuzzer: gives every file of the directories named to the target once. Seeds and inputs
 * that once found something stay checked that way, in a second, with gcc alone.
 */
#include "insist.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX = 2 * 1024 * 1024 };

static char current[4096];

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    uint8_t *bytes = malloc(INPUT_MAX);
    INSIST(bytes != NULL);
    size_t got = fread(bytes, 1, INPUT_MAX, file);
    (void)fclose(file);
    /* Exactly as large as the input, so that the sanitizer sees one byte too many. */
    uint8_t *exact = realloc(bytes, got > 0 ? got : 1);
    INSIST(exact != NULL);
    (void)LLVMFuzzerTestOneInput(exact, got);
    free(exact);
}

static unsigned replay_directory(const char *path)
{
    DIR *directory = opendir(path);
    if (directory == NULL) {
        perror(path);
        exit(2);
    }
    unsigned count = 0;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(current, sizeof current, "%s/%s", path, entry->d_name);
        replay_file(current);
        count++;
    }
    (void)closedir(directory);
    return count;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    for (int i = 1; i < argc; i++)
        count += replay_directory(argv[i]);
    printf("%s: %u inputs, nothing found\n", argv[0], count);
    return count > 0 ? 0 : 2; /* nothing to replay is a mistake of the caller, not a success */
}
