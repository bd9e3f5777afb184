/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* How the programs say what went wrong; each defines its PROGRAM before. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline _Noreturn void fail(const char *step)
{
	printf(PROGRAM ": FAIL %s: %s\n", step, strerror(errno));
	exit(1);
}

static inline void demand(int holds, const char *step)
{
	if (!holds)
		fail(step);
	/* So that a comparison that fails does not show the error of a call before it. */
	errno = 0;
}

/* A system call must have failed with this error. */
static inline void demand_error(long result, int error, const char *step)
{
	if (result != -1)
		printf(PROGRAM ": FAIL %s: %ld, and not an error\n", step, result);
	demand(result == -1 && errno == error, step);
}

#endif
