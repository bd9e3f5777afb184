// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Hands memory to Rust that was freed, or that is too short. */
#include <linux/module.h>
#include <linux/slab.h>

unsigned char rust_read(const unsigned char *place);
void rust_copy(unsigned char *to, const unsigned char *from, size_t count);
unsigned char rust_read_stack(size_t index);
unsigned char rust_read_table(size_t index);

static int __init fault_init(void)
{
	unsigned char *freed = kmalloc(64, GFP_KERNEL);
	unsigned char *from = kzalloc(128, GFP_KERNEL), *to = kzalloc(64, GFP_KERNEL);

	kfree(freed);
	OPTIMIZER_HIDE_VAR(freed);
	if (freed && from && to) {
		rust_read(freed + 8);
		rust_copy(to, from, 72);
		rust_read_stack(13);
		rust_read_table(13);
	}
	kfree(from);
	kfree(to);
	return 0;
}

module_init(fault_init);
MODULE_DESCRIPTION("Has Rust read and write where it must not");
MODULE_LICENSE("GPL");
