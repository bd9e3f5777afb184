// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Reads a bool that is neither true nor false. */
#include <linux/module.h>

static unsigned char memory = 2;

static noinline bool read_bool(const bool *place)
{
	return *place;
}

static int __init fault_init(void)
{
	read_bool((const bool *)&memory);
	return 0;
}

module_init(fault_init);
MODULE_DESCRIPTION("Reads a bool that is none");
MODULE_LICENSE("GPL");
