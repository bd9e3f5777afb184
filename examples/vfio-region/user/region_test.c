// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Uses the region as a program would that drives a device through vfio: gives the device to the driver, opens it behind
 * an IOMMU, asks for the region, reads, writes and maps it. Whatever reaches the ops comes from vfio-pci-core.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../kernel/vfio_region.h"

#define DEVICES "/sys/bus/pci/devices"
#define DRIVER "/sys/bus/pci/drivers/vfio_region"

static void fail(const char *step)
{
	printf("region_test: FAIL %s: %s\n", step, strerror(errno));
	exit(1);
}

static void demand(int holds, const char *step)
{
	if (!holds)
		fail(step);
}

static int open_path(int flags, const char *format, ...)
{
	char path[PATH_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(path, sizeof(path), format, arguments);
	va_end(arguments);
	return open(path, flags | O_CLOEXEC);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	int file = open_path(O_WRONLY, "%s/%s", folder, name);

	demand(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text), name);
	close(file);
}

/* The number in a file of a device, or 0. */
static unsigned long number(const char *device, const char *name)
{
	int file = open_path(O_RDONLY, DEVICES "/%s/%s", device, name);
	char text[32] = "";
	ssize_t size = read(file, text, sizeof(text) - 1);

	close(file);
	return size > 0 ? strtoul(text, NULL, 0) : 0;
}

/* The address of the first device of the driver's kind. */
static const char *find_device(void)
{
	DIR *devices = opendir(DEVICES);
	struct dirent *entry;

	demand(devices != NULL, DEVICES);
	while ((entry = readdir(devices)) &&
	       (number(entry->d_name, "vendor") != VFIO_REGION_VENDOR ||
		number(entry->d_name, "device") != VFIO_REGION_DEVICE))
		;
	errno = ENODEV;
	demand(entry != NULL, "find the device");
	return entry->d_name;
}

static void give_to_driver(const char *device)
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), DEVICES "/%s", device);
	write_file(folder, "driver_override", "vfio_region");
	write_file(DRIVER, "bind", device);
}

/* Opens the device by way of its IOMMU group, which the container keeps from all memory but the user's. */
static int open_device(const char *device, int *container, int *group)
{
	char link[PATH_MAX], target[PATH_MAX] = "";
	int file;

	snprintf(link, sizeof(link), DEVICES "/%s/iommu_group", device);
	demand(readlink(link, target, sizeof(target) - 1) > 0, "iommu_group");
	*group = open_path(O_RDWR, "/dev/vfio%s", strrchr(target, '/'));
	demand(*group >= 0, "open the group");
	*container = open_path(O_RDWR, "/dev/vfio/vfio");
	demand(*container >= 0, "open the container");
	demand(!ioctl(*group, VFIO_GROUP_SET_CONTAINER, container), "VFIO_GROUP_SET_CONTAINER");
	demand(!ioctl(*container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), "VFIO_SET_IOMMU");
	file = ioctl(*group, VFIO_GROUP_GET_DEVICE_FD, device);
	demand(file >= 0, "VFIO_GROUP_GET_DEVICE_FD");
	return file;
}

/* A capability of the region, which must be there. */
static const void *capability(const struct vfio_region_info *info, unsigned int id)
{
	const struct vfio_info_cap_header *header;
	unsigned int offset = info->cap_offset;

	for (; offset; offset = header->next) {
		header = (const void *)((const char *)info + offset);
		if (header->id == id)
			return header;
	}
	errno = ENOENT;
	fail("find a capability");
	return NULL;
}

/* The region that the driver added, which is the last one; and what it says of itself. */
static struct vfio_region_info *find_region(int device, size_t page)
{
	static union {
		struct vfio_region_info info;
		char space[256];
	} region;
	struct vfio_device_info info = { .argsz = sizeof(info) };
	const struct vfio_region_info_cap_sparse_mmap *sparse;
	const struct vfio_region_info_cap_type *type;

	demand(!ioctl(device, VFIO_DEVICE_GET_INFO, &info), "VFIO_DEVICE_GET_INFO");
	region.info.argsz = sizeof(region);
	region.info.index = info.num_regions - 1;
	demand(!ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region.info),
	       "VFIO_DEVICE_GET_REGION_INFO");
	type = capability(&region.info, VFIO_REGION_INFO_CAP_TYPE);
	sparse = capability(&region.info, VFIO_REGION_INFO_CAP_SPARSE_MMAP);
	errno = EPROTO;
	demand(type->type == VFIO_REGION_TYPE && type->subtype == VFIO_REGION_SUBTYPE, "type");
	demand(region.info.size == VFIO_REGION_PAGES * page, "size");
	demand(sparse->nr_areas == 1 && sparse->areas[0].offset == page &&
	       sparse->areas[0].size == (VFIO_REGION_PAGES - 1) * page, "mappable area");
	return &region.info;
}

static void use_region(int device, const struct vfio_region_info *info, size_t page)
{
	off_t start = info->offset, last = start + info->size - page;
	char bytes[8];
	char *memory;

	demand(pread(device, bytes, 8, start) == 8 && !memcmp(bytes, VFIO_REGION_SIGNATURE, 8),
	       "read the signature");
	demand(pwrite(device, bytes, 8, start) < 0 && errno == EPERM, "write the signature");
	demand(pwrite(device, "written", 8, last) == 8, "write");
	demand(pread(device, bytes, 8, last + (off_t)page - 4) == 4, "read at the end");
	demand(pread(device, bytes, 8, last + (off_t)page) < 0 && errno == EINVAL,
	       "read after the end");

	demand(mmap(NULL, page, PROT_READ, MAP_SHARED, device, start) == MAP_FAILED &&
	       errno == EINVAL, "map the first page");
	memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, device, last);
	demand(memory != MAP_FAILED, "mmap");
	errno = EPROTO;
	demand(!memcmp(memory, "written", 8), "see in the mapping what was written");
	memcpy(memory, "mapping", 8);
	demand(pread(device, bytes, 8, last) == 8 && !memcmp(bytes, "mapping", 8),
	       "read what the mapping wrote");
	demand(!munmap(memory, page), "munmap");
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	const char *address = find_device();
	int container, group, device;

	give_to_driver(address);
	device = open_device(address, &container, &group);
	use_region(device, find_region(device, page), page);
	demand(!close(device) && !close(group) && !close(container), "close");
	write_file(DRIVER, "unbind", address);
	printf("region_test: PASS\n");
	return 0;
}
