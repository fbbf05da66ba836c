/*
 * Makes the sizes of one picture, in a process of its own: what it reads is
 * foreign, so it holds no secret, no connection and little time or memory.
 *
 * hamyarctl picture FOLDER ID PIXELS MEMORY_BYTES CPU_SECONDS < original
 * prints one line: "ready W H #rrggbb", "failed WHY" or "again WHY".
 */
#ifndef SERVER_JOBS_PICTURE_H
#define SERVER_JOBS_PICTURE_H

#define PICTURE_LINE_BYTES_MAX 128

int picture_main(int argc, char **argv);

/*
 * The same for a paper that is kept private: one picture, written nowhere but
 * to a file that the runner opened.
 *
 * hamyarctl paper PIXELS MEMORY_BYTES CPU_SECONDS < original 3> picture
 */
#define PAPER_FD        3
#define PAPER_BYTES_MAX (1024 * 1024)

int paper_main(int argc, char **argv);

#endif
