// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Runs at the end of a boot: whether the kernel still watches its locks. It stops for good at the first report, and
 * also, with a line of its own, when one of its tables is full.
 */
#include <stdio.h>

int main(void)
{
	char line[256];
	int watching;
	FILE *file = fopen("/proc/lockdep_stats", "re");

	if (!file) {
		perror("watching: /proc/lockdep_stats");
		return 1;
	}
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " debug_locks: %d", &watching) == 1) {
			printf("watching: debug_locks %d\n", watching);
			return 0;
		}
	}
	printf("watching: /proc/lockdep_stats has no debug_locks\n");
	return 1;
}
