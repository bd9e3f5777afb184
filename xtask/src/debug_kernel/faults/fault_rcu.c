// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Follows a pointer that RCU protects, outside of a reader. */
#include <linux/module.h>
#include <linux/rcupdate.h>

static int value;
static int __rcu *pointer = RCU_INITIALIZER(&value);

static int __init fault_init(void)
{
	return READ_ONCE(*rcu_dereference(pointer));
}

module_init(fault_init);
MODULE_DESCRIPTION("Reads by RCU without its lock");
MODULE_LICENSE("GPL");
