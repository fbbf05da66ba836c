/*
 * hamyarctl: everything beside serving pages. One file a command; each
 * command's main takes its own name as argv[0] and returns an exit status.
 */
#ifndef SERVER_CTL_H
#define SERVER_CTL_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

struct config;

int admin_main(int argc, char **argv);
int demo_main(int argc, char **argv);
int jobs_main(int argc, char **argv);
int ledger_main(int argc, char **argv);
int migrate_main(int argc, char **argv);
int render_main(int argc, char **argv);

/* demo.c's last step, inside its transaction. */
bool demo_people(PGconn *, const struct config *);

/* The settings, or a sentence on stderr and false. */
bool ctl_config(struct config *);

/* NULL, and a sentence on stderr, when the database cannot be reached. */
PGconn *ctl_connect(const char *conninfo);

/* Runs text that has no parameters; false, and why on stderr. */
bool ctl_run(PGconn *, const char *sql);

/* One statement; NULL, and why on stderr, when it failed. PQclear it. */
PGresult *ctl_ask(PGconn *, const char *sql, int n, const char *const *params);

/* Runs a file of statements; false, and file:line: why on stderr. */
bool ctl_run_file(PGconn *, const char *path);

/* The whole file with a NUL after it, caller frees; NULL, and why. */
char *ctl_read(const char *path, size_t *len);

/* File names of a folder that end so, sorted; a missing folder has none. */
struct ctl_names {
	char **names;
	size_t len;
};
bool ctl_list(const char *folder, const char *suffix, struct ctl_names *);
void ctl_names_free(struct ctl_names *);

/* folder/name in a buffer; false, and why, when it does not fit. */
bool ctl_path(char *out, size_t out_size, const char *folder, const char *name);

/* Every file of that ending in the folder, in name order. */
bool ctl_run_folder(PGconn *, const char *folder, const char *suffix);

#endif
