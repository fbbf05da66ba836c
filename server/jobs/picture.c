/* Decodes, turns, strips and shrinks one picture; see picture.h. */
#include "jobs/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vips/vips.h>

#include "jobs/child.h"

#define SIDE_PX_MAX      30000
#define OUTPUT_BYTES_MAX "8388608" /* of one size; they are near 100 KiB */
#define PAPER_SIDE_PX    1600      /* small print can still be read */
#define PATH_SIZE        1024

#define WEBP_QUALITY 78
#define AVIF_QUALITY 52
#define AVIF_EFFORT  3 /* of 9: half the time of 4 for 2 % more bytes */

/* The largest is made from the original, the others from the largest. */
static const int sizes_px[] = { 960, 480, 160 };

#define SIZES (sizeof(sizes_px) / sizeof(sizes_px[0]))

/* Of a paper: the first that is small enough. */
static const int paper_qualities[] = { 80, 60, 40, 20 };

struct picture {
	const char *folder;
	const char *id;
	int side_px;       /* of the largest size */
	const char *why;   /* what a failure will be called */
	bool again;        /* not the picture's fault: try later */
	int width, height; /* of the original, then of the largest size */
	unsigned char tint[3];
};

static bool begin(struct picture *, char **argv, double *pixels, void **bytes,
    size_t *len);
static bool make_paper(struct picture *, const void *, size_t);
static void open_loaders(void);
static bool is_photo(const unsigned char *, size_t);
static bool is_heif(const unsigned char *, size_t);
static bool measure(struct picture *, const void *, size_t, double pixels);
static bool make(struct picture *, const void *, size_t);
static VipsImage *shrink(const struct picture *, const void *, size_t);
static const char *hint(const struct picture *, const unsigned char *);
static void forget(VipsImage *);
static VipsImage *in_srgb(VipsImage *);
static VipsImage *plain(VipsImage *);
static bool save(struct picture *, VipsImage *, int size_px);
static size_t drop_exif(unsigned char *, size_t);
static bool store(struct picture *, int size_px, const char *ending,
    const void *, size_t);
static bool write_all(int fd, const char *, size_t);
static bool find_tint(struct picture *, VipsImage *);
static bool publish(struct picture *);
static int say(const struct picture *, bool ok);

int
picture_main(int argc, char **argv)
{
	struct picture picture = { .why = "broken", .side_px = sizes_px[0] };
	double pixels;
	void *bytes;
	size_t len;
	bool ok;

	if (argc != 6)
		return (2);
	picture.folder = argv[1];
	picture.id = argv[2];
	if (!begin(&picture, argv + 3, &pixels, &bytes, &len))
		return (2);
	ok = bytes != NULL && measure(&picture, bytes, len, pixels) &&
	    make(&picture, bytes, len) && publish(&picture);
	if (!ok && bytes != NULL)
		fprintf(stderr, "picture %s: %s\n", picture.id,
		    vips_error_buffer());
	return (say(&picture, ok));
}

int
paper_main(int argc, char **argv)
{
	struct picture picture = { .why = "broken", .side_px = PAPER_SIDE_PX };
	double pixels;
	void *bytes;
	size_t len;
	bool ok;

	if (argc != 4 || !begin(&picture, argv + 1, &pixels, &bytes, &len))
		return (2);
	ok = bytes != NULL && measure(&picture, bytes, len, pixels) &&
	    make_paper(&picture, bytes, len);
	if (!ok && bytes != NULL)
		fprintf(stderr, "paper: %s\n", vips_error_buffer());
	return (say(&picture, ok));
}

/*
 * Takes the limits, argv being pixels, memory and seconds, and what came;
 * *bytes is NULL when that is no picture, and why says so. False: our own
 * mistake.
 */
static bool
begin(struct picture *picture, char **argv, double *pixels, void **bytes,
    size_t *len)
{
	struct stat info;

	if (fstat(STDIN_FILENO, &info) != 0 || !S_ISREG(info.st_mode))
		return (false);
	*pixels = strtod(argv[0], NULL);
	*len = (size_t)info.st_size;
	*bytes = *len == 0 ?
	    MAP_FAILED :
	    mmap(NULL, *len, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (*bytes == MAP_FAILED) {
		*bytes = NULL;
		return (true);
	}
	if (!child_limit(argv[1], argv[2], OUTPUT_BYTES_MAX) ||
	    VIPS_INIT("hamyarctl") != 0)
		return (false);
	open_loaders();
	if (!is_photo(*bytes, *len)) {
		picture->why = "not_a_photo";
		*bytes = NULL;
	}
	return (true);
}

/* Of the dozens of formats libvips reads, only those a phone makes. */
static void
open_loaders(void)
{
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	vips_operation_block_set("VipsForeignLoadJpeg", FALSE);
	vips_operation_block_set("VipsForeignLoadPng", FALSE);
	vips_operation_block_set("VipsForeignLoadWebp", FALSE);
	vips_operation_block_set("VipsForeignLoadHeif", FALSE);
}

/* By content: names and content types are what the sender says. */
static bool
is_photo(const unsigned char *bytes, size_t len)
{
	if (len >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
		return (true);
	if (len >= 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
		return (true);
	if (len >= 12 && memcmp(bytes, "RIFF", 4) == 0 &&
	    memcmp(bytes + 8, "WEBP", 4) == 0)
		return (true);
	return (is_heif(bytes, len));
}

static bool
is_heif(const unsigned char *bytes, size_t len)
{
	static const char *const brands[] = { "heic", "heix", "heim", "heis",
		"mif1", "msf1", "avif" };
	size_t i;

	if (len < 12 || memcmp(bytes + 4, "ftyp", 4) != 0)
		return (false);
	for (i = 0; i < sizeof(brands) / sizeof(brands[0]); i++)
		if (memcmp(bytes + 8, brands[i], 4) == 0)
			return (true);
	return (false);
}

/* From the header alone: no pixel is decoded of what is too large. */
static bool
measure(struct picture *picture, const void *bytes, size_t len, double pixels)
{
	VipsImage *image;
	double width, height;

	image = vips_image_new_from_buffer(bytes, len, "", NULL);
	if (image == NULL)
		return (false);
	width = vips_image_get_width(image);
	height = vips_image_get_height(image);
	picture->width = vips_image_get_width(image);
	picture->height = vips_image_get_height(image);
	g_object_unref(image);
	if (width > SIDE_PX_MAX || height > SIDE_PX_MAX ||
	    width * height > pixels) {
		picture->why = "too_large";
		return (false);
	}
	return (true);
}

static bool
make(struct picture *picture, const void *bytes, size_t len)
{
	VipsImage *large, *small;
	size_t i;
	bool ok;

	large = shrink(picture, bytes, len);
	if (large == NULL)
		return (false);
	picture->width = vips_image_get_width(large);
	picture->height = vips_image_get_height(large);
	ok = find_tint(picture, large) && save(picture, large, sizes_px[0]);
	for (i = 1; ok && i < SIZES; i++) {
		ok = vips_thumbnail_image(large, &small, sizes_px[i], "height",
			 sizes_px[i], "size", VIPS_SIZE_DOWN, NULL) == 0;
		if (!ok)
			break;
		ok = save(picture, small, sizes_px[i]);
		g_object_unref(small);
	}
	g_object_unref(large);
	return (ok);
}

/* One picture, and no file: it goes to whoever started us. */
static bool
make_paper(struct picture *picture, const void *bytes, size_t len)
{
	VipsImage *image;
	size_t i, out_len;
	void *out;
	bool ok;

	image = shrink(picture, bytes, len);
	if (image == NULL)
		return (false);
	picture->width = vips_image_get_width(image);
	picture->height = vips_image_get_height(image);
	ok = find_tint(picture, image);
	picture->why = ok ? "too_large" : picture->why;
	for (i = 0; ok && i < G_N_ELEMENTS(paper_qualities); i++) {
		if (vips_webpsave_buffer(image, &out, &out_len, "Q",
			paper_qualities[i], "smart_subsample", TRUE, "strip",
			TRUE, NULL) != 0)
			break;
		out_len = drop_exif(out, out_len);
		if (out_len > PAPER_BYTES_MAX) {
			g_free(out);
			continue;
		}
		ok = write_all(PAPER_FD, out, out_len);
		picture->again = !ok;
		picture->why = "no_memory";
		g_free(out);
		g_object_unref(image);
		return (ok);
	}
	g_object_unref(image);
	return (false);
}

/*
 * Turned as the camera was held, in sRGB, on white, whole in memory. Not
 * vips_thumbnail_buffer(): in 8.14 it drops fail_on, and half a photo would
 * pass for a whole one.
 */
static VipsImage *
shrink(const struct picture *picture, const void *bytes, size_t len)
{
	VipsImage *image, *made, *small, *whole;

	image = vips_image_new_from_buffer(bytes, len, hint(picture, bytes),
	    "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED,
	    NULL);
	if (image == NULL)
		return (NULL);
	small = NULL;
	(void)vips_thumbnail_image(image, &small, picture->side_px, "height",
	    picture->side_px, "size", VIPS_SIZE_DOWN, NULL);
	g_object_unref(image);
	if (small == NULL)
		return (NULL);
	whole = plain(small);
	g_object_unref(small);
	if (whole == NULL)
		return (NULL);
	made = vips_image_copy_memory(whole);
	g_object_unref(whole);
	if (made != NULL)
		forget(made);
	return (made);
}

/* A JPEG decoder can skip detail that shrinking would throw away. */
static const char *
hint(const struct picture *picture, const unsigned char *bytes)
{
	int side;

	side = MAX(picture->width, picture->height);
	if (bytes[0] != 0xff || side < 4 * picture->side_px)
		return ("");
	return (side < 8 * picture->side_px ? "shrink=2" : "shrink=4");
}

/* Place, time, camera, owner: everything beside the pixels. */
static void
forget(VipsImage *image)
{
	char **fields;
	size_t i;

	fields = vips_image_get_fields(image);
	for (i = 0; fields != NULL && fields[i] != NULL; i++)
		(void)vips_image_remove(image, fields[i]);
	g_strfreev(fields);
}

/*
 * Colours by the profile that came with the picture, if it is a sane one.
 * Without one, asking lcms all the same would shift every saturated colour.
 */
static VipsImage *
in_srgb(VipsImage *image)
{
	VipsImage *out;

	if (vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0 &&
	    vips_icc_transform(image, &out, "srgb", "embedded", TRUE, NULL) ==
		0)
		return (out);
	if (vips_colourspace(image, &out, VIPS_INTERPRETATION_sRGB, NULL) != 0)
		return (NULL);
	return (out);
}

/* Three bytes a pixel. */
static VipsImage *
plain(VipsImage *image)
{
	VipsArrayDouble *white;
	VipsImage *coloured, *flat, *bytes;
	int failed;

	coloured = in_srgb(image);
	if (coloured == NULL)
		return (NULL);
	flat = NULL;
	if (vips_image_hasalpha(coloured)) {
		white = vips_array_double_newv(3, 255.0, 255.0, 255.0);
		failed =
		    vips_flatten(coloured, &flat, "background", white, NULL);
		vips_area_unref(VIPS_AREA(white));
		g_object_unref(coloured);
		if (failed != 0)
			return (NULL);
	} else
		flat = coloured;
	failed = vips_cast(flat, &bytes, VIPS_FORMAT_UCHAR, NULL);
	g_object_unref(flat);
	return (failed != 0 ? NULL : bytes);
}

static bool
save(struct picture *picture, VipsImage *image, int size_px)
{
	void *bytes;
	size_t len;
	bool ok;

	if (vips_webpsave_buffer(image, &bytes, &len, "Q", WEBP_QUALITY,
		"strip", TRUE, NULL) != 0)
		return (false);
	len = drop_exif(bytes, len);
	ok = store(picture, size_px, "webp", bytes, len);
	g_free(bytes);
	if (!ok)
		return (false);
	if (vips_heifsave_buffer(image, &bytes, &len, "Q", AVIF_QUALITY,
		"compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "effort",
		AVIF_EFFORT, "strip", TRUE, NULL) != 0)
		return (false);
	ok = store(picture, size_px, "avif", bytes, len);
	g_free(bytes);
	return (ok);
}

/*
 * libvips 8.14 writes an EXIF of its own making (size, resolution) into every
 * WebP, "strip" or not: a tenth of a small picture. RIFF holds chunks of name,
 * length and bytes; EXIF is the last, and a bit of the first announces it.
 */
static size_t
drop_exif(unsigned char *bytes, size_t len)
{
	uint32_t size;
	size_t at;

	for (at = 12; at + 8 <= len; at += 8 + size + (size & 1)) {
		memcpy(&size, bytes + at + 4, sizeof(size));
		size = GUINT32_FROM_LE(size);
		if (size > len - at - 8)
			break;
		if (memcmp(bytes + at, "EXIF", 4) != 0)
			continue;
		if (memcmp(bytes + 12, "VP8X", 4) == 0)
			bytes[20] &= (unsigned char)~0x08U;
		size = GUINT32_TO_LE((uint32_t)at - 8);
		memcpy(bytes + 4, &size, sizeof(size));
		return (at);
	}
	return (len);
}

/* Beside its place, under a name nobody asks for; see publish(). */
static bool
store(struct picture *picture, int size_px, const char *ending,
    const void *bytes, size_t len)
{
	char path[PATH_SIZE];
	bool ok;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s-%d.%s.part", picture->folder,
	    picture->id, size_px, ending);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
	    0644);
	ok = fd >= 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
	if (!ok) {
		picture->again = true;
		picture->why = errno == ENOSPC || errno == EDQUOT ?
		    "disk_full" :
		    "cannot_write";
		(void)unlink(path);
	}
	if (fd >= 0)
		(void)close(fd);
	return (ok);
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, bytes, len);
		if (n < 0 && errno != EINTR)
			return (false);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return (true);
}

/* The mean colour, shown until the picture is there. */
static bool
find_tint(struct picture *picture, VipsImage *image)
{
	VipsImage *band;
	double mean;
	int failed, i;

	for (i = 0; i < 3; i++) {
		if (vips_extract_band(image, &band, i, NULL) != 0)
			return (false);
		failed = vips_avg(band, &mean, NULL);
		g_object_unref(band);
		if (failed != 0)
			return (false);
		picture->tint[i] = (unsigned char)(mean + 0.5);
	}
	return (true);
}

/* All sizes are there: only now does any of them get its name. */
static bool
publish(struct picture *picture)
{
	static const char *const endings[] = { "webp", "avif" };
	char from[PATH_SIZE + 8], to[PATH_SIZE];
	size_t i, j;

	for (i = 0; i < SIZES; i++)
		for (j = 0; j < 2; j++) {
			(void)snprintf(to, sizeof(to), "%s/%s-%d.%s",
			    picture->folder, picture->id, sizes_px[i],
			    endings[j]);
			(void)snprintf(from, sizeof(from), "%s.part", to);
			if (rename(from, to) == 0)
				continue;
			picture->again = true;
			picture->why = "cannot_write";
			return (false);
		}
	return (true);
}

static int
say(const struct picture *picture, bool ok)
{
	if (ok)
		printf("ready %d %d #%02x%02x%02x\n", picture->width,
		    picture->height, picture->tint[0], picture->tint[1],
		    picture->tint[2]);
	else
		printf("%s %s\n", picture->again ? "again" : "failed",
		    picture->why);
	return (fflush(stdout) == 0 ? 0 : 2);
}
