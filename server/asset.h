/*
 * Files that browsers fetch: the built assets from memory, photos from disk.
 * Names carry a hash or an id, so each may be kept for ever.
 */
#ifndef SERVER_ASSET_H
#define SERVER_ASSET_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct request;

/*
 * Reads VAR/assets into memory and adds the names in its manifest to globals
 * as "asset". False with a sentence. Before the workers start.
 */
bool asset_start(const char *var, struct cJSON *globals, char *error,
    size_t error_size);

/*
 * GET /assets/:name, GET /media/:folder/:name and GET /worker.js: a service
 * worker's address may not change with its content, nor be below /assets.
 */
void asset_serve(struct request *);
void asset_serve_worker(struct request *);
void asset_serve_media(struct request *);

/*
 * A file below VAR that is one person's alone, to be saved under a name of
 * ASCII; the caller knows that it is hers, and that both names are harmless.
 */
void asset_send_private(struct request *, const char *file, const char *type,
    const char *name);

#endif
