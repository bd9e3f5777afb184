// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The module: its device, its ioctl, and the log of the calls that the Rust side reports. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>

#include "dma_buf_exporter.h"
#include "exporter.h"

static const struct exporter_observer __rcu *call_observer;

void dma_buf_exporter_observe(const struct exporter_observer *observer)
{
	rcu_assign_pointer(call_observer, observer);
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(dma_buf_exporter_observe);

void exporter_report(const struct exporter_call *call)
{
	const struct exporter_observer *observer;

	if (call->fault)
		pr_err("op %s WRONG ARGUMENT: %s\n", call->op, call->fault);
	else
		pr_info("op %s ok\n", call->op);

	rcu_read_lock();
	observer = rcu_dereference(call_observer);
	if (observer)
		observer->observe(call);
	rcu_read_unlock();
}

struct dma_buf *dma_buf_exporter_create(u64 size)
{
	return exporter_create(size);
}
EXPORT_SYMBOL_GPL(dma_buf_exporter_create);

static long exporter_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *user = (void __user *)argument;
	struct dma_buf_exporter_create create;
	struct dma_buf *buffer;

	if (command != DMA_BUF_EXPORTER_CREATE)
		return -ENOTTY;
	if (copy_from_user(&create, user, sizeof(create)))
		return -EFAULT;
	if (create.reserved)
		return -EINVAL;

	buffer = dma_buf_exporter_create(create.size);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	create.fd = dma_buf_fd(buffer, O_CLOEXEC);
	if (create.fd < 0) {
		dma_buf_put(buffer);
		return create.fd;
	}
	/* The descriptor is installed: from here on it belongs to user space, which can close it. */
	if (copy_to_user(user, &create, sizeof(create)))
		return -EFAULT;
	return 0;
}

static const struct file_operations exporter_file_operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = exporter_ioctl,
};

static struct miscdevice exporter_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "dma_buf_exporter",
	.fops = &exporter_file_operations,
};

static int __init exporter_init(void)
{
	return misc_register(&exporter_device);
}
module_init(exporter_init);

static void __exit exporter_exit(void)
{
	misc_deregister(&exporter_device);
}
module_exit(exporter_exit);

MODULE_DESCRIPTION("Exports memory as a dma-buf through an ops table written in Rust");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
/* What MODULE_IMPORT_NS comes to, whose argument was a word before it was a text; no harm before either. */
MODULE_INFO(import_ns, "DMA_BUF");
