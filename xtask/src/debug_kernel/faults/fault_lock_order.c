// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Takes two locks in one order and then in the other, which deadlocks if two do so at a time. */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

static void take(struct mutex *outer, struct mutex *inner)
{
	mutex_lock(outer);
	mutex_lock(inner);
	mutex_unlock(inner);
	mutex_unlock(outer);
}

static int __init fault_init(void)
{
	take(&first, &second);
	take(&second, &first);
	return 0;
}

module_init(fault_init);
MODULE_DESCRIPTION("Takes locks in both orders");
MODULE_LICENSE("GPL");
