/* Built assets from memory, photos from disk; see asset.h. */
#include "asset.h"

#include <sys/stat.h>
#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <cjson/cJSON.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "error.h"
#include "file.h"
#include "reply.h"
#include "request_private.h"
#include "wire.h"

#define ASSETS_MAX       64
#define ASSET_BYTES_MAX  (4 * 1024 * 1024)
#define FOREVER          "public, max-age=31536000, immutable"
#define WORKER           "worker-" /* how the worker's file begins */
#define MEDIA_NAME_MAX   80
#define MEDIA_FOLDER_LEN 2

struct asset {
	char name[128];
	const char *type;
	char etag[REPLY_ETAG_BYTES];
	char *body[ENCODING_MAX]; /* plain, .gz, .br */
	size_t len[ENCODING_MAX];
};

static struct asset assets[ASSETS_MAX];
static size_t assets_len;
static char media_folder[CONFIG_TEXT_BYTES_MAX];

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".woff2", "font/woff2" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".webp", "image/webp" },
	{ ".avif", "image/avif" },
	{ NULL, NULL },
};

static bool read_manifest(const char *folder, cJSON *globals);
static void read_assets(const char *folder);
static void read_asset(const char *folder, const char *name);
static const char *type_of(const char *name);
static const struct asset *asset_find(const char *, size_t);
static void send_asset(struct request *, const struct asset *,
    const char *keep);
static bool is_media_name(const struct request *);
static struct kore_fileref *open_media(struct request *, const char *path);

bool
asset_start(const char *var, cJSON *globals, char *error, size_t error_size)
{
	char folder[CONFIG_TEXT_BYTES_MAX + 16];

	(void)snprintf(media_folder, sizeof(media_folder), "%s", var);
	(void)snprintf(folder, sizeof(folder), "%s/assets", var);
	if (!read_manifest(folder, globals)) {
		(void)snprintf(error, error_size,
		    "%s/manifest.json is missing or not JSON", folder);
		return (false);
	}
	read_assets(folder);
	return (true);
}

static bool
read_manifest(const char *folder, cJSON *globals)
{
	char path[CONFIG_TEXT_BYTES_MAX + 32];
	char *text;
	size_t len;
	cJSON *names;

	(void)snprintf(path, sizeof(path), "%s/manifest.json", folder);
	text = file_read(path, ASSET_BYTES_MAX, &len);
	if (text == NULL)
		return (false);
	names = cJSON_Parse(text);
	free(text);
	if (names == NULL)
		return (false);
	cJSON_AddItemToObject(globals, "asset", names);
	return (true);
}

static void
read_assets(const char *folder)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (type_of(entry->d_name) != NULL && assets_len < ASSETS_MAX)
			read_asset(folder, entry->d_name);
	}
	(void)closedir(dir);
}

static void
read_asset(const char *folder, const char *name)
{
	static const char *const endings[ENCODING_MAX] = { "", ".gz", ".br" };
	struct asset *asset = &assets[assets_len];
	char path[CONFIG_TEXT_BYTES_MAX + 300];
	int i;

	if (strlen(name) >= sizeof(asset->name))
		return;
	memcpy(asset->name, name, strlen(name) + 1);
	asset->type = type_of(name);
	for (i = 0; i < ENCODING_MAX; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s%s", folder, name,
		    endings[i]);
		asset->body[i] =
		    file_read(path, ASSET_BYTES_MAX, &asset->len[i]);
	}
	if (asset->body[ENCODING_PLAIN] == NULL)
		return;
	reply_etag(asset->body[ENCODING_PLAIN], asset->len[ENCODING_PLAIN],
	    asset->etag);
	assets_len++;
}

static const char *
type_of(const char *name)
{
	const char *ending = strrchr(name, '.');
	size_t i;

	for (i = 0; ending != NULL && types[i].ending != NULL; i++) {
		if (strcmp(ending, types[i].ending) == 0)
			return (types[i].type);
	}
	return (NULL);
}

static const struct asset *
asset_find(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < assets_len; i++) {
		if (strlen(assets[i].name) == len &&
		    memcmp(assets[i].name, name, len) == 0)
			return (&assets[i]);
	}
	return (NULL);
}

void
asset_serve(struct request *r)
{
	const struct asset *asset;

	asset = asset_find(r->match.values[0], r->match.value_lens[0]);
	if (asset == NULL) {
		request_fail(r, "not_found");
		return;
	}
	send_asset(r, asset, FOREVER);
}

void
asset_serve_worker(struct request *r)
{
	size_t i;

	for (i = 0; i < assets_len; i++) {
		if (strncmp(assets[i].name, WORKER, strlen(WORKER)) == 0) {
			send_asset(r, &assets[i], "no-cache");
			return;
		}
	}
	request_fail(r, "not_found");
}

static void
send_asset(struct request *r, const struct asset *asset, const char *keep)
{
	enum encoding encoding = reply_encoding(r->http);

	r->replied = true;
	http_response_header(r->http, "cache-control", keep);
	if (asset->body[encoding] == NULL)
		encoding = ENCODING_PLAIN;
	if (reply_is_fresh(r->http, asset->etag))
		reply_send_encoded(r->http, 304, NULL, ENCODING_PLAIN,
		    asset->etag, NULL, 0);
	else
		reply_send_encoded(r->http, 200, asset->type, encoding,
		    asset->etag, asset->body[encoding], asset->len[encoding]);
}

/* In production the proxy serves these; the name is checked letter by letter. */
void
asset_serve_media(struct request *r)
{
	char path[CONFIG_TEXT_BYTES_MAX + MEDIA_NAME_MAX + 32];
	struct kore_fileref *file;

	if (!is_media_name(r)) {
		request_fail(r, "not_found");
		return;
	}
	(void)snprintf(path, sizeof(path), "%s/media/%.*s/%.*s", media_folder,
	    (int)r->match.value_lens[0], r->match.values[0],
	    (int)r->match.value_lens[1], r->match.values[1]);
	file = open_media(r, path);
	if (file == NULL) {
		request_fail(r, "not_found");
		return;
	}
	r->replied = true;
	if (!wire_stays_open(r->http))
		r->http->owner->flags |= CONN_CLOSE_EMPTY;
	http_response_header(r->http, "cache-control", FOREVER);
	http_response_header(r->http, "x-content-type-options", "nosniff");
	http_response_header(r->http, "content-type", type_of(path));
	http_response_fileref(r->http, 200, file);
}

void
asset_send_private(struct request *r, const char *file, const char *type,
    const char *name)
{
	char path[CONFIG_TEXT_BYTES_MAX + MEDIA_NAME_MAX + 32], as[160];
	struct kore_fileref *ref;

	(void)snprintf(path, sizeof(path), "%s/%s", media_folder, file);
	ref = open_media(r, path);
	if (ref == NULL) {
		request_fail(r, "not_found");
		return;
	}
	r->replied = true;
	(void)snprintf(as, sizeof(as), "attachment; filename=\"%s\"", name);
	(void)reply_header(r->http, "content-disposition", as);
	http_response_header(r->http, "cache-control", "no-store, private");
	http_response_header(r->http, "x-content-type-options", "nosniff");
	http_response_header(r->http, "content-type", type);
	http_response_fileref(r->http, 200, ref);
}

/* Two hex digits, then hex-size.webp or .avif: no dots or slashes to climb. */
static bool
is_media_name(const struct request *r)
{
	const char *name = r->match.values[1];
	size_t i, len = r->match.value_lens[1];

	if (r->match.value_lens[0] != MEDIA_FOLDER_LEN || len < 10 ||
	    len >= MEDIA_NAME_MAX)
		return (false);
	for (i = 0; i < MEDIA_FOLDER_LEN; i++) {
		if (!isxdigit((unsigned char)r->match.values[0][i]))
			return (false);
	}
	for (i = 0; i + 5 < len; i++) {
		if (!isxdigit((unsigned char)name[i]) && name[i] != '-')
			return (false);
	}
	return (memcmp(name + len - 5, ".webp", 5) == 0 ||
	    memcmp(name + len - 5, ".avif", 5) == 0);
}

static struct kore_fileref *
open_media(struct request *r, const char *path)
{
	struct kore_fileref *file;
	struct stat st;
	int fd;

	file = kore_fileref_get(path, 0);
	if (file != NULL)
		return (file);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return (NULL);
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return (NULL);
	}
	file = kore_fileref_create(r->http->owner->owner->server, path, fd,
	    st.st_size, &st.st_mtim);
	if (file == NULL)
		(void)close(fd);
	return (file);
}
