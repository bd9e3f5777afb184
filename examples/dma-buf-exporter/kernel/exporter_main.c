// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The module: its device, its ioctl, and the log of the calls that the Rust side reports. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#include "dma_buf_exporter.h"
#include "exporter.h"

static DEFINE_MUTEX(observer_lock);
static void (*call_observer)(const struct exporter_call *);

void dma_buf_exporter_observe(void (*observer)(const struct exporter_call *))
{
	mutex_lock(&observer_lock);
	call_observer = observer;
	mutex_unlock(&observer_lock);
}
EXPORT_SYMBOL_GPL(dma_buf_exporter_observe);

void exporter_report(const struct exporter_call *call)
{
	if (call->fault)
		pr_err("op %s WRONG ARGUMENT: %s\n", call->op, call->fault);
	else
		pr_info("op %s ok\n", call->op);

	mutex_lock(&observer_lock);
	if (call_observer)
		call_observer(call);
	mutex_unlock(&observer_lock);
}

struct dma_buf *dma_buf_exporter_create(size_t size)
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
	if (create.reserved || create.size != (size_t)create.size)
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
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("DMA_BUF");
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
MODULE_IMPORT_NS(DMA_BUF);
#endif
