// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Reads memory that was freed. */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void read_freed(void)
{
	char *memory = kmalloc(64, GFP_KERNEL);

	kfree(memory);
	/* Else the compiler warns of what this is for. */
	OPTIMIZER_HIDE_VAR(memory);
	READ_ONCE(memory[8]);
}

static int __init fault_init(void)
{
	read_freed();
	return 0;
}

module_init(fault_init);
MODULE_DESCRIPTION("Reads freed memory");
MODULE_LICENSE("GPL");
