/* Refusals beyond the general ones of server/error.c. */
#include "operations.h"

const struct error_row api_errors[] = {
	{ 0 },
};
