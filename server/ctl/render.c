/* hamyarctl render: one template with the data of a file, to stdout. */
#include "ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "template.h"

#define PAGE_BYTES_MAX  (64 * 1024 * 1024)
#define ERROR_BYTES_MAX 512

static struct template *read_template(const char *);
static cJSON *read_data(const char *);
static int write_page(const struct template_set *, const struct template *,
    const cJSON *);

int
render_main(int argc, char **argv)
{
	struct template_set *set;
	struct template *t;
	cJSON *data;
	char error[ERROR_BYTES_MAX];
	int status;

	if (argc < 3 || argc > 4) {
		(void)fprintf(stderr,
		    "usage: %s TEMPLATE DATA.json [PARTIALS_FOLDER]\n",
		    argc > 0 ? argv[0] : "render");
		return (1);
	}
	set = NULL;
	if (argc == 4) {
		set = template_set_load(argv[3], error, sizeof(error));
		if (set == NULL) {
			(void)fprintf(stderr, "%s\n", error);
			return (1);
		}
	}
	t = read_template(argv[1]);
	data = t != NULL ? read_data(argv[2]) : NULL;
	status = 1;
	if (data != NULL)
		status = write_page(set, t, data);
	cJSON_Delete(data);
	template_free(t);
	template_set_free(set);
	return (status);
}

static struct template *
read_template(const char *path)
{
	struct template *t;
	char error[ERROR_BYTES_MAX];
	char *text;
	size_t len;

	text = ctl_read(path, &len);
	if (text == NULL)
		return (NULL);
	t = template_compile(text, len, error, sizeof(error));
	if (t == NULL)
		(void)fprintf(stderr, "%s: %s\n", path, error);
	free(text);
	return (t);
}

static cJSON *
read_data(const char *path)
{
	cJSON *data;
	char *text;
	size_t len;

	text = ctl_read(path, &len);
	if (text == NULL)
		return (NULL);
	data = cJSON_ParseWithOpts(text, NULL, true);
	if (data == NULL)
		(void)fprintf(stderr, "%s: is not JSON\n", path);
	free(text);
	return (data);
}

static int
write_page(const struct template_set *set, const struct template *t,
    const cJSON *data)
{
	struct buffer page;
	int status;

	status = 1;
	buffer_init(&page, PAGE_BYTES_MAX);
	if (!template_render(set, t, &data, 1, &page))
		(void)fprintf(stderr, "the page is too long or too deep\n");
	else if (fwrite(page.data, 1, page.len, stdout) == page.len &&
	    fflush(stdout) == 0)
		status = 0;
	else
		perror("stdout");
	buffer_free(&page);
	return (status);
}
