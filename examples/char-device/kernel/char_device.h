/* SPDX-License-Identifier: ((GPL-2.0-only WITH Linux-syscall-note) OR MIT) */
/* What user space needs to know of /dev/char_device. Structs are the same for 32-bit programs. */
#ifndef CHAR_DEVICE_H
#define CHAR_DEVICE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define CHAR_DEVICE_PATH "/dev/char_device"

/* The memory behind the device, in bytes: whole pages, all of which can be mapped. */
#define CHAR_DEVICE_CAPACITY (64 * 1024)

struct char_device_status {
	__aligned_u64 size;	/* bytes of data: what can be read */
	__aligned_u64 capacity;	/* CHAR_DEVICE_CAPACITY */
	__u32 open_files;	/* of all programs */
	__u32 follow;		/* see CHAR_DEVICE_SET_FOLLOW */
};

struct char_device_fill {
	__aligned_u64 offset;
	__aligned_u64 length;
	__u8 byte;
	__u8 reserved[7];	/* must be zero */
};

#define CHAR_DEVICE_GET_STATUS _IOR('k', 0, struct char_device_status)

/* How much is data; what is cut off is zeroed. EINVAL: beyond the capacity. EBADF: the file is not open for writing. */
#define CHAR_DEVICE_SET_SIZE _IOW('k', 1, __u64)

/* 1: a read at the data's end waits for more, through this open file. 0, as after open(): there it reads nothing. Else EINVAL. */
#define CHAR_DEVICE_SET_FOLLOW _IOW('k', 2, __u32)

/* Sets all bytes of a range, which become data. EINVAL: beyond the capacity. EBADF: the file is not open for writing. */
#define CHAR_DEVICE_FILL _IOW('k', 3, struct char_device_fill)

#endif
