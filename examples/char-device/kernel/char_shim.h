/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the C and the Rust side of the driver call of each other. */
#ifndef CHAR_SHIM_H
#define CHAR_SHIM_H

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/types.h>
#include <linux/wait.h>

/* A device with its name. */
struct char_device {
	struct miscdevice misc;
	void *state;	/* of src/device.rs */
};

/* src/device.rs: an ERR_PTR where it can't be had. */
void *char_device_create(void);
void char_device_destroy(void *state);

/* The generated table, src/ops.rs, and where its members lie. */
extern const struct file_operations char_device_operations;
extern const size_t char_device_table[11];

/* What of char_device.h is in Rust as well: src/device.rs, src/command.rs. */
extern const size_t char_device_capacity;
extern const unsigned int char_device_commands[4];

/* char_shim.c */
void *char_device_allocate(size_t size);
void char_device_free(void *memory);
void *char_device_allocate_pages(size_t size);
void char_device_free_pages(void *address);
void char_device_copy(void *to, const void *from, size_t size);
void char_device_fill(void *to, unsigned char byte, size_t size);
size_t char_device_copy_to_user(char __user *user, const void *from, size_t size);
size_t char_device_copy_from_user(void *to, const char __user *user, size_t size);
unsigned long char_device_compat_pointer(unsigned long argument);
struct mutex *char_device_new_lock(void);
void char_device_free_lock(struct mutex *lock);
void char_device_lock(struct mutex *lock);
void char_device_unlock(struct mutex *lock);
wait_queue_head_t *char_device_new_queue(void);
void char_device_free_queue(wait_queue_head_t *queue);
int char_device_wait(wait_queue_head_t *queue, const u32 *number, u32 seen);
void char_device_wake(wait_queue_head_t *queue);
void char_device_poll_wait(struct file *file, wait_queue_head_t *queue, struct poll_table_struct *table);
void *char_device_opened(const struct file *file);
struct inode *char_device_inode(const struct file *file);
void *char_device_private(const struct file *file);
void char_device_set_private(struct file *file, void *private);
loff_t char_device_position(const struct file *file);
void char_device_set_position(struct file *file, loff_t position);
bool char_device_appends(const struct file *file);
bool char_device_waits(const struct file *file);
bool char_device_may_write(const struct file *file);
u64 char_device_area_offset(const struct vm_area_struct *area);
u64 char_device_area_size(const struct vm_area_struct *area);
int char_device_map_area(struct vm_area_struct *area, void *address);
void char_device_report(const char *op, const char *fault);

#endif
