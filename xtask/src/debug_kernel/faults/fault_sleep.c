// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Asks for memory in a way that may sleep while it holds a lock that must not. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(spinning);

static int __init fault_init(void)
{
	void *memory;

	spin_lock(&spinning);
	memory = kmalloc(64, GFP_KERNEL);
	spin_unlock(&spinning);
	kfree(memory);
	return 0;
}

module_init(fault_init);
MODULE_DESCRIPTION("Sleeps where it must not");
MODULE_LICENSE("GPL");
