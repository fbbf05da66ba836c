/*
 * Photos as they come: turned, with a place in them, HEIC, too large, broken,
 * not photos at all. Starts itself again as the maker of pictures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <vips/vips.h>

#include "config.h"
#include "jobs/photo.h"
#include "jobs/picture.h"

#define ID  "abcdef0123"
#define MIB (1024LL * 1024)

/* x265 keeps a block for good; it only makes this test's own input. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return ("leak:libx265\n");
}

static struct config config;
static char folder[] = "/tmp/photo-XXXXXX";

static const char *
file_of(const char *ending)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/ab/" ID "-%s", folder, ending);
	return (path);
}

static bool
is_there(const char *ending)
{
	return (access(file_of(ending), R_OK) == 0);
}

static void
sweep(void)
{
	static const char *const endings[] = { "160.webp", "160.avif",
		"480.webp", "480.avif", "960.webp", "960.avif",
		"960.webp.part" };
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		(void)unlink(file_of(endings[i]));
}

/* Left half red, right half blue, so that a turn can be seen. */
static VipsImage *
painting(int width, int height)
{
	VipsImage *black, *image;
	double red[3] = { 200, 20, 20 }, blue[3] = { 20, 20, 200 };

	assert_int_equal(vips_black(&black, width, height, "bands", 3, NULL),
	    0);
	assert_int_equal(vips_copy(black, &image, "interpretation",
			     VIPS_INTERPRETATION_sRGB, NULL),
	    0);
	g_object_unref(black);
	black = vips_image_copy_memory(image);
	g_object_unref(image);
	assert_int_equal(vips_draw_rect(black, red, 3, 0, 0, width / 2, height,
			     "fill", TRUE, NULL),
	    0);
	assert_int_equal(vips_draw_rect(black, blue, 3, width / 2, 0,
			     width - width / 2, height, "fill", TRUE, NULL),
	    0);
	return (black);
}

static void
made(void *bytes, size_t len, struct photo *photo)
{
	sweep();
	photo_make(&config, folder, ID, bytes, len, photo);
	g_free(bytes);
}

static void
check_file(const char *ending, int width, int height)
{
	VipsImage *image;

	image = vips_image_new_from_file(file_of(ending), NULL);
	assert_non_null(image);
	assert_int_equal(vips_image_get_width(image), width);
	assert_int_equal(vips_image_get_height(image), height);
	assert_int_equal(vips_image_get_typeof(image, "exif-data"), 0);
	assert_int_equal(vips_image_get_typeof(image, "xmp-data"), 0);
	g_object_unref(image);
}

static void
jpeg_gets_all_sizes(void **state)
{
	unsigned int red, green, blue;
	struct photo photo;
	VipsImage *image;
	void *bytes;
	size_t len;

	(void)state;
	image = painting(2000, 1000);
	assert_int_equal(vips_jpegsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	made(bytes, len, &photo);
	assert_int_equal(photo.state, PHOTO_READY);
	assert_int_equal(photo.width, 960);
	assert_int_equal(photo.height, 480);
	/* Half red, half blue. */
	assert_int_equal(sscanf(photo.tint, "#%2x%2x%2x", &red, &green, &blue),
	    3);
	assert_in_range(red, 100, 120);
	assert_in_range(green, 5, 35);
	assert_in_range(blue, 100, 120);
	check_file("160.webp", 160, 80);
	check_file("160.avif", 160, 80);
	check_file("480.webp", 480, 240);
	check_file("480.avif", 480, 240);
	check_file("960.webp", 960, 480);
	check_file("960.avif", 960, 480);
	assert_false(is_there("960.webp.part"));
}

static void
place_goes_and_turn_stays(void **state)
{
	struct photo photo;
	VipsImage *image;
	double *pixel;
	void *bytes;
	size_t len;
	int n;

	(void)state;
	image = painting(800, 400);
	/* 6: the camera was held upright, so the left is shown at the top. */
	vips_image_set_int(image, "orientation", 6);
	vips_image_set_string(image, "exif-ifd3-GPSLatitude",
	    "35/1 42/1 0/1 (35, 42,  0, Rational, 3 components, 24 bytes)");
	vips_image_set_string(image, "exif-ifd0-Make",
	    "Telephone (Telephone, ASCII, 10 components, 10 bytes)");
	assert_int_equal(vips_jpegsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	assert_non_null(memmem(bytes, len, "Telephone", 9));
	made(bytes, len, &photo);
	assert_int_equal(photo.state, PHOTO_READY);
	assert_int_equal(photo.width, 400);
	assert_int_equal(photo.height, 800);
	check_file("960.webp", 400, 800);
	check_file("960.avif", 400, 800);
	image = vips_image_new_from_file(file_of("960.webp"), NULL);
	assert_int_equal(vips_getpoint(image, &pixel, &n, 200, 100, NULL), 0);
	assert_true(pixel[0] > 150 && pixel[2] < 80);
	g_free(pixel);
	g_object_unref(image);
}

static void
transparent_png_is_on_white(void **state)
{
	struct photo photo;
	VipsImage *black, *image;
	void *bytes;
	size_t len;

	(void)state;
	assert_int_equal(vips_black(&black, 300, 300, "bands", 4, NULL), 0);
	assert_int_equal(vips_copy(black, &image, "interpretation",
			     VIPS_INTERPRETATION_sRGB, NULL),
	    0);
	assert_int_equal(vips_pngsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	g_object_unref(black);
	made(bytes, len, &photo);
	assert_int_equal(photo.state, PHOTO_READY);
	assert_string_equal(photo.tint, "#ffffff");
	/* Never larger than it came. */
	check_file("960.webp", 300, 300);
}

static void
heic_is_read(void **state)
{
	struct photo photo;
	VipsImage *image;
	void *bytes;
	size_t len;

	(void)state;
	image = painting(640, 480);
	if (vips_heifsave_buffer(image, &bytes, &len, "compression",
		VIPS_FOREIGN_HEIF_COMPRESSION_HEVC, NULL) != 0) {
		print_message("no HEVC encoder here: HEIC is not tried\n");
		g_object_unref(image);
		skip();
	}
	g_object_unref(image);
	made(bytes, len, &photo);
	assert_int_equal(photo.state, PHOTO_READY);
	assert_int_equal(photo.width, 640);
	check_file("480.avif", 480, 360);
}

static void
webp_is_read(void **state)
{
	struct photo photo;
	VipsImage *image;
	void *bytes;
	size_t len;

	(void)state;
	image = painting(500, 500);
	assert_int_equal(vips_webpsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	made(bytes, len, &photo);
	assert_int_equal(photo.state, PHOTO_READY);
}

/* A few kilobytes that would become gigabytes of pixels. */
static void
giant_png_is_refused(void **state)
{
	struct photo photo;
	VipsImage *image;
	unsigned char *bytes;
	void *given;
	size_t len;

	(void)state;
	image = painting(64, 64);
	assert_int_equal(vips_pngsave_buffer(image, &given, &len, NULL), 0);
	g_object_unref(image);
	/* The header says 25,000 by 25,000; libpng checks its sum. */
	bytes = given;
	memcpy(bytes + 16, "\x00\x00\x61\xa8\x00\x00\x61\xa8", 8);
	memcpy(bytes + 29, "\x47\xb2\x3c\x4a", 4);
	made(given, len, &photo);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_true(strcmp(photo.why, "too_large") == 0 ||
	    strcmp(photo.why, "broken") == 0);
	assert_false(is_there("160.webp"));
}

static void
more_pixels_than_allowed(void **state)
{
	struct config small = config;
	struct photo photo;
	VipsImage *image;
	void *bytes;
	size_t len;

	(void)state;
	image = painting(1200, 1200);
	assert_int_equal(vips_pngsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	sweep();
	small.photo_pixels_max = 1000000;
	photo_make(&small, folder, ID, bytes, len, &photo);
	g_free(bytes);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_string_equal(photo.why, "too_large");
}

static void
half_a_file_is_broken(void **state)
{
	struct photo photo;
	VipsImage *image;
	void *bytes;
	size_t len;

	(void)state;
	image = painting(1000, 1000);
	assert_int_equal(vips_jpegsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	made(bytes, len / 2, &photo);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_string_equal(photo.why, "broken");
	assert_false(is_there("960.webp"));
}

static void
other_files_are_no_photos(void **state)
{
	static const char *const files[] = { "", "x",
		"<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a\x01\x01",
		"%PDF-1.4 and more", "BM......" };
	struct photo photo;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		photo_make(&config, folder, ID, files[i], strlen(files[i]),
		    &photo);
		assert_int_equal(photo.state, PHOTO_FAILED);
		assert_string_equal(photo.why,
		    i == 0 ? "broken" : "not_a_photo");
	}
	photo_make(&config, folder, ID, "\xff\xd8\xff nothing", 11, &photo);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_string_equal(photo.why, "broken");
}

static void
time_is_bounded(void **state)
{
	struct config hasty = config;
	struct photo photo;
	VipsImage *image;
	void *bytes;
	size_t len;

	(void)state;
	image = painting(4000, 4000);
	assert_int_equal(vips_jpegsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	hasty.photo_wall_ms_max = 1;
	photo_make(&hasty, folder, ID, bytes, len, &photo);
	g_free(bytes);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_string_equal(photo.why, "too_heavy");
}

static void
nowhere_to_write_is_tried_again(void **state)
{
	struct photo photo;
	VipsImage *image;
	char full[128];
	void *bytes;
	size_t len;

	(void)state;
	image = painting(300, 300);
	assert_int_equal(vips_jpegsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	photo_make(&config, "/proc/nowhere", ID, bytes, len, &photo);
	assert_int_equal(photo.state, PHOTO_AGAIN);
	/* Every write to this device says that the disk is full. */
	(void)snprintf(full, sizeof(full), "%s", file_of("960.webp.part"));
	sweep();
	(void)unlink(full);
	if (mkdir(full, 0700) == 0) {
		photo_make(&config, folder, ID, bytes, len, &photo);
		assert_int_equal(photo.state, PHOTO_AGAIN);
		(void)rmdir(full);
	}
	g_free(bytes);
}

static int
paper(void *bytes, size_t len, struct photo *photo)
{
	int fd;

	fd = photo_make_paper(&config, bytes, len, photo);
	g_free(bytes);
	return (fd);
}

static void
paper_is_one_plain_picture_in_memory(void **state)
{
	unsigned char out[PAPER_BYTES_MAX];
	struct photo photo;
	VipsImage *image;
	void *bytes;
	ssize_t n;
	size_t len;
	int fd;

	(void)state;
	image = painting(2400, 1800);
	vips_image_set_string(image, "exif-ifd0-Make",
	    "Telephone (Telephone, ASCII, 10 components, 10 bytes)");
	assert_int_equal(vips_jpegsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	sweep();
	fd = paper(bytes, len, &photo);
	assert_true(fd >= 0);
	assert_int_equal(photo.width, 1600);
	assert_int_equal(photo.height, 1200);
	n = pread(fd, out, sizeof(out), 0);
	assert_true(n > 12);
	assert_memory_equal(out + 8, "WEBP", 4);
	assert_null(memmem(out, (size_t)n, "EXIF", 4));
	assert_null(memmem(out, (size_t)n, "Telephone", 9));
	assert_int_equal(close(fd), 0);
	assert_false(is_there("960.webp"));
}

/* Every pixel another colour: what a picture can be at its heaviest. */
static void
paper_has_a_bounded_weight(void **state)
{
	struct photo photo;
	VipsImage *noise, *image;
	struct stat info;
	void *bytes;
	size_t len;
	int fd;

	(void)state;
	assert_int_equal(vips_gaussnoise(&noise, 1600, 1600, "mean", 128.0,
			     "sigma", 90.0, NULL),
	    0);
	assert_int_equal(vips_cast(noise, &image, VIPS_FORMAT_UCHAR, NULL), 0);
	g_object_unref(noise);
	assert_int_equal(vips_pngsave_buffer(image, &bytes, &len, NULL), 0);
	g_object_unref(image);
	fd = paper(bytes, len, &photo);
	if (fd >= 0) {
		assert_int_equal(fstat(fd, &info), 0);
		assert_true(info.st_size <= PAPER_BYTES_MAX);
		assert_int_equal(close(fd), 0);
	} else {
		assert_int_equal(photo.state, PHOTO_FAILED);
		assert_string_equal(photo.why, "too_large");
	}
}

static void
paper_that_is_none_fails(void **state)
{
	struct photo photo;

	(void)state;
	assert_int_equal(photo_make_paper(&config, "%PDF-1.4", 8, &photo), -1);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_string_equal(photo.why, "not_a_photo");
	assert_int_equal(photo_make_paper(&config, "", 0, &photo), -1);
	assert_string_equal(photo.why, "broken");
}

static int
prepare(void **state)
{
	(void)state;
	config.photo_pixels_max = 120000000;
	config.photo_memory_bytes_max = 2048 * MIB;
	config.photo_cpu_seconds_max = 60;
	config.photo_wall_ms_max = 120000;
	return (mkdtemp(folder) == NULL);
}

static int
clear(void **state)
{
	char sub[64];

	(void)state;
	sweep();
	(void)snprintf(sub, sizeof(sub), "%s/ab", folder);
	(void)rmdir(sub);
	return (rmdir(folder));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jpeg_gets_all_sizes),
		cmocka_unit_test(place_goes_and_turn_stays),
		cmocka_unit_test(transparent_png_is_on_white),
		cmocka_unit_test(heic_is_read),
		cmocka_unit_test(webp_is_read),
		cmocka_unit_test(giant_png_is_refused),
		cmocka_unit_test(more_pixels_than_allowed),
		cmocka_unit_test(half_a_file_is_broken),
		cmocka_unit_test(other_files_are_no_photos),
		cmocka_unit_test(time_is_bounded),
		cmocka_unit_test(nowhere_to_write_is_tried_again),
		cmocka_unit_test(paper_is_one_plain_picture_in_memory),
		cmocka_unit_test(paper_has_a_bounded_weight),
		cmocka_unit_test(paper_that_is_none_fails),
	};

	if (argc > 1 && strcmp(argv[1], "picture") == 0)
		return (picture_main(argc - 1, argv + 1));
	if (argc > 1 && strcmp(argv[1], "paper") == 0)
		return (paper_main(argc - 1, argv + 1));
	if (VIPS_INIT(argv[0]) != 0)
		return (1);
	/* The same names hold other pictures in every test. */
	vips_cache_set_max(0);
	return (cmocka_run_group_tests(tests, prepare, clear));
}
