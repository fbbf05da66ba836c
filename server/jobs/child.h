/*
 * Children that meet foreign bytes: this program started anew, so that no
 * key, password or connection of the runner is in their memory.
 */
#ifndef SERVER_JOBS_CHILD_H
#define SERVER_JOBS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A file without a name, so that they never touch the disk; -1: no room. */
int child_memory(const void *, size_t);

/*
 * Starts this program with these words, the first of them its name; what it
 * reads and writes are the two files, and a third one when result is not -1.
 * The pid, or -1.
 */
#define CHILD_RESULT_FD 3
pid_t child_start(char *const argv[], int input, int output, int result);

/*
 * Waits for its end and gives its status. False when that had not come by
 * end_ms of store_now_ms(), and then it was killed.
 */
bool child_wait(pid_t, int64_t end_ms, int *status);

/* Of the child itself, first of all: bytes of memory and of files, seconds. */
bool child_limit(const char *memory, const char *cpu, const char *output);

#endif
