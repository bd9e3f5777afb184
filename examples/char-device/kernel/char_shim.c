// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What Rust cannot call by itself: inline functions, macros, and members of structs whose layout
 * only C knows. No logic here. src/shim.rs declares the other side.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compat.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "char_shim.h"

void *char_device_allocate(size_t size)
{
	return kvmalloc(size, GFP_KERNEL);
}

void char_device_free(void *memory)
{
	kvfree(memory);
}

/* vmalloc_user: zeroed, and user space may map it. */
void *char_device_allocate_pages(size_t size)
{
	return vmalloc_user(size);
}

void char_device_free_pages(void *address)
{
	vfree(address);
}

void char_device_copy(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
}

void char_device_fill(void *to, unsigned char byte, size_t size)
{
	memset(to, byte, size);
}

size_t char_device_copy_to_user(char __user *user, const void *from, size_t size)
{
	return copy_to_user(user, from, size);
}

size_t char_device_copy_from_user(void *to, const char __user *user, size_t size)
{
	return copy_from_user(to, user, size);
}

unsigned long char_device_compat_pointer(unsigned long argument)
{
#ifdef CONFIG_COMPAT
	return (unsigned long)compat_ptr(argument);
#else
	return argument;
#endif
}

struct mutex *char_device_new_lock(void)
{
	struct mutex *lock = kmalloc(sizeof(*lock), GFP_KERNEL);

	if (lock)
		mutex_init(lock);
	return lock;
}

void char_device_free_lock(struct mutex *lock)
{
	if (lock)
		mutex_destroy(lock);
	kfree(lock);
}

void char_device_lock(struct mutex *lock)
{
	mutex_lock(lock);
}

void char_device_unlock(struct mutex *lock)
{
	mutex_unlock(lock);
}

wait_queue_head_t *char_device_new_queue(void)
{
	wait_queue_head_t *queue = kmalloc(sizeof(*queue), GFP_KERNEL);

	if (queue)
		init_waitqueue_head(queue);
	return queue;
}

void char_device_free_queue(wait_queue_head_t *queue)
{
	kfree(queue);
}

int char_device_wait(wait_queue_head_t *queue, const u32 *number, u32 seen)
{
	return wait_event_interruptible(*queue, READ_ONCE(*number) != seen);
}

void char_device_wake(wait_queue_head_t *queue)
{
	wake_up_interruptible(queue);
}

void char_device_poll_wait(struct file *file, wait_queue_head_t *queue, struct poll_table_struct *table)
{
	poll_wait(file, queue, table);
}

/* The misc core leaves its own device in the file that is opened. */
void *char_device_opened(const struct file *file)
{
	return container_of(file->private_data, struct char_device, misc)->state;
}

struct inode *char_device_inode(const struct file *file)
{
	return file_inode(file);
}

void *char_device_private(const struct file *file)
{
	return file->private_data;
}

void char_device_set_private(struct file *file, void *private)
{
	file->private_data = private;
}

loff_t char_device_position(const struct file *file)
{
	return READ_ONCE(file->f_pos);
}

void char_device_set_position(struct file *file, loff_t position)
{
	WRITE_ONCE(file->f_pos, position);
}

bool char_device_appends(const struct file *file)
{
	return file->f_flags & O_APPEND;
}

bool char_device_waits(const struct file *file)
{
	return !(file->f_flags & O_NONBLOCK);
}

bool char_device_may_write(const struct file *file)
{
	return file->f_mode & FMODE_WRITE;
}

u64 char_device_area_offset(const struct vm_area_struct *area)
{
	return (u64)area->vm_pgoff << PAGE_SHIFT;
}

u64 char_device_area_size(const struct vm_area_struct *area)
{
	return area->vm_end - area->vm_start;
}

int char_device_map_area(struct vm_area_struct *area, void *address)
{
	return remap_vmalloc_range(area, address, area->vm_pgoff);
}

void char_device_report(const char *op, const char *fault)
{
	if (fault)
		pr_err_ratelimited("op %s WRONG ARGUMENT: %s\n", op, fault);
	else
		pr_info("op %s ok\n", op);
}
