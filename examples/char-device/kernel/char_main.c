// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The module: registers the device with the table from Rust. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "char_device.h"
#include "char_shim.h"

static struct char_device device = {
	.misc = {
		.minor = MISC_DYNAMIC_MINOR,
		.name = "char_device",
		.fops = &char_device_operations,
	},
};

/* Where this kernel's own compiler sees the members, in the order of src/ops.rs. */
static const size_t expected_table[] = {
	offsetof(struct file_operations, owner),
	offsetof(struct file_operations, open),
	offsetof(struct file_operations, release),
	offsetof(struct file_operations, read),
	offsetof(struct file_operations, write),
	offsetof(struct file_operations, llseek),
	offsetof(struct file_operations, poll),
	offsetof(struct file_operations, unlocked_ioctl),
	offsetof(struct file_operations, compat_ioctl),
	offsetof(struct file_operations, mmap),
	sizeof(struct file_operations),
};

/* The commands as programs see them, in the order of src/command.rs. */
static const unsigned int expected_commands[] = {
	CHAR_DEVICE_GET_STATUS,
	CHAR_DEVICE_SET_SIZE,
	CHAR_DEVICE_SET_FOLLOW,
	CHAR_DEVICE_FILL,
};

static int __init char_device_init(void)
{
	int error;

	BUILD_BUG_ON(sizeof(expected_table) != sizeof(char_device_table));
	if (memcmp(expected_table, char_device_table, sizeof(expected_table))) {
		pr_err("FAIL struct file_operations: Rust and C do not agree\n");
		return -EINVAL;
	}
	BUILD_BUG_ON(sizeof(expected_commands) != sizeof(char_device_commands));
	if (char_device_capacity != CHAR_DEVICE_CAPACITY ||
	    memcmp(expected_commands, char_device_commands, sizeof(expected_commands))) {
		pr_err("FAIL char_device.h: Rust and C do not agree\n");
		return -EINVAL;
	}
	device.state = char_device_create();
	if (IS_ERR(device.state))
		return PTR_ERR(device.state);
	error = misc_register(&device.misc);
	if (error) {
		char_device_destroy(device.state);
		return error;
	}
	pr_info("loaded, struct file_operations has %zu bytes\n", sizeof(struct file_operations));
	return 0;
}
module_init(char_device_init);

/* No file is open: each holds the module, by the table's `owner`. */
static void __exit char_device_exit(void)
{
	misc_deregister(&device.misc);
	char_device_destroy(device.state);
}
module_exit(char_device_exit);

MODULE_DESCRIPTION("Shared memory as a character device, through an ops table written in Rust");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
