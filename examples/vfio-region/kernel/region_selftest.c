// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Calls each op through the table, as vfio-pci-core does, with arguments that this file made, and
 * looks at what it did. Built against the kernel's own headers only. Loading it runs the test, in
 * the process that loads it, whose memory serves as the user's; loading fails if the test does.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vfio_pci_core.h>

#include "region.h"
#include "vfio_region.h"

#define SIZE (VFIO_REGION_PAGES * PAGE_SIZE)
#define START VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_NUM_REGIONS)

static bool selftest_failed;

#define FAIL(format, ...)						\
	do {								\
		pr_err("FAIL " format "\n", ##__VA_ARGS__);		\
		selftest_failed = true;					\
	} while (0)

/* A device with one region, as far as the ops look at it. */
static struct vfio_pci_region region;
static struct vfio_pci_core_device *device;

/* The functions that src/ops.rs has in the table since 5.15. */
#define EXPECT_TYPE(member, result, ...)				\
	BUILD_BUG_ON(!__same_type(vfio_region_ops.member, (result (*)(__VA_ARGS__))NULL))

static void test_table(void)
{
	const size_t expected[] = {
		offsetof(struct vfio_pci_regops, rw),
		offsetof(struct vfio_pci_regops, release),
		offsetof(struct vfio_pci_regops, mmap),
		offsetof(struct vfio_pci_regops, add_capability),
		sizeof(struct vfio_pci_regops),
	};
	unsigned int index;

	EXPECT_TYPE(rw, ssize_t, struct vfio_pci_core_device *, char __user *, size_t, loff_t *, bool);
	EXPECT_TYPE(release, void, struct vfio_pci_core_device *, struct vfio_pci_region *);
	EXPECT_TYPE(mmap, int, struct vfio_pci_core_device *, struct vfio_pci_region *,
		    struct vm_area_struct *);
	EXPECT_TYPE(add_capability, int, struct vfio_pci_core_device *, struct vfio_pci_region *,
		    struct vfio_info_cap *);
	BUILD_BUG_ON(sizeof(expected) != sizeof(vfio_region_table));
	for (index = 0; index < ARRAY_SIZE(expected); index++) {
		if (vfio_region_table[index] != expected[index])
			FAIL("table: number %u is %zu instead of %zu", index,
			     vfio_region_table[index], expected[index]);
	}
	if (!vfio_region_ops.rw || !vfio_region_ops.release || !vfio_region_ops.mmap ||
	    !vfio_region_ops.add_capability)
		FAIL("table: an op is missing");
}

/* Calls rw; the position must move by what it returns, unless that is an error. */
static void expect_rw(const char *what, char __user *user, size_t count, loff_t offset, bool write,
		      ssize_t expected)
{
	loff_t position = START + offset;
	ssize_t result = vfio_region_ops.rw(device, user, count, &position, write);

	if (result != expected)
		FAIL("rw: %s: %zd instead of %zd", what, result, expected);
	if (position != START + offset + max_t(ssize_t, result, 0))
		FAIL("rw: %s: the position is %lld after it", what, position - START);
}

static void expect_user_bytes(const char *what, const char __user *user, const void *bytes,
			      size_t size)
{
	char copy[16];

	if (copy_from_user(copy, user, size) || memcmp(copy, bytes, size))
		FAIL("%s: other bytes", what);
}

static void test_rw(char __user *user)
{
	char __user *other = user + PAGE_SIZE / 2;

	expect_rw("read the signature", user, 8, 0, false, 8);
	expect_user_bytes("signature", user, VFIO_REGION_SIGNATURE, 8);
	expect_rw("write the first page", user, 8, PAGE_SIZE - 1, true, -EPERM);

	if (copy_to_user(user, "0123456789", 10))
		FAIL("rw: no user memory");
	expect_rw("write", user, 10, PAGE_SIZE + 5, true, 10);
	expect_rw("read", other, 4, PAGE_SIZE + 8, false, 4);
	expect_user_bytes("rw", other, "3456", 4);

	expect_rw("write beyond the end", user, 10, SIZE - 4, true, 4);
	expect_rw("read at the end", other, 10, SIZE - 4, false, 4);
	expect_user_bytes("rw at the end", other, "0123", 4);
	expect_rw("read after the end", user, 1, SIZE, false, -EINVAL);
	expect_rw("write after the end", user, 1, SIZE, true, -EINVAL);
	expect_rw("read to no memory", NULL, 1, 0, false, -EFAULT);
}

static void test_add_capability(void)
{
	struct vfio_info_cap capabilities = {};
	const struct vfio_region_info_cap_sparse_mmap *sparse;
	int error = vfio_region_ops.add_capability(device, &region, &capabilities);

	if (error) {
		FAIL("add_capability: error %d", error);
		return;
	}
	sparse = (const void *)capabilities.buf;
	if (capabilities.size != struct_size(sparse, areas, 1) ||
	    sparse->header.id != VFIO_REGION_INFO_CAP_SPARSE_MMAP || sparse->nr_areas != 1)
		FAIL("add_capability: no list of one mappable area");
	else if (sparse->areas[0].offset != PAGE_SIZE || sparse->areas[0].size != SIZE - PAGE_SIZE)
		FAIL("add_capability: %llu bytes at %llu are mappable", sparse->areas[0].size,
		     sparse->areas[0].offset);
	kfree(capabilities.buf);
}

static int map(struct file *file, struct vm_area_struct *area)
{
	return vfio_region_ops.mmap(device, &region, area);
}

static const struct file_operations mappable = {
	.owner = THIS_MODULE,
	.mmap = map,
};

/* The result of mapping so much of the region: an address or an error. */
static unsigned long map_region(struct file *file, loff_t offset, size_t size)
{
	return vm_mmap(file, 0, size, PROT_READ | PROT_WRITE, MAP_SHARED, START + offset);
}

static void test_mmap(char __user *user)
{
	struct file *file = anon_inode_getfile("[vfio_region]", &mappable, NULL, O_RDWR);
	unsigned long address;

	if (IS_ERR(file)) {
		FAIL("mmap: no file: error %ld", PTR_ERR(file));
		return;
	}
	if (map_region(file, 0, PAGE_SIZE) != -EINVAL)
		FAIL("mmap: the first page is not refused");
	if (map_region(file, PAGE_SIZE, SIZE) != -EINVAL)
		FAIL("mmap: more than the region is not refused");
	address = map_region(file, SIZE - PAGE_SIZE, PAGE_SIZE);
	if (IS_ERR_VALUE(address)) {
		FAIL("mmap: error %ld", (long)address);
	} else {
		char __user *last = (char __user *)address + PAGE_SIZE - 4;

		/* What test_rw wrote there; and the other way round. */
		expect_user_bytes("mmap", last, "0123", 4);
		if (copy_to_user(last, "abcd", 4))
			FAIL("mmap: no memory");
		expect_rw("read what the mapping wrote", user, 4, SIZE - 4, false, 4);
		expect_user_bytes("rw after mmap", user, "abcd", 4);
		vm_munmap(address, PAGE_SIZE);
	}
	fput(file);
}

static void test_region(void)
{
	unsigned long memory = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, 0);

	if (IS_ERR_VALUE(memory)) {
		FAIL("no user memory: error %ld", (long)memory);
		return;
	}
	test_rw((char __user *)memory);
	test_add_capability();
	test_mmap((char __user *)memory);
	vm_munmap(memory, PAGE_SIZE);
}

static int __init selftest_init(void)
{
	test_table();
	/* Calls through a wrong table could do anything. */
	if (selftest_failed)
		return -EIO;
	device = kzalloc(sizeof(*device), GFP_KERNEL);
	region.data = vfio_region_create(SIZE);
	if (!device || !region.data) {
		kfree(device);
		if (region.data)
			vfio_region_destroy(region.data);
		return -ENOMEM;
	}
	region.ops = &vfio_region_ops;
	region.size = SIZE;
	device->region = &region;
	device->num_regions = 1;

	test_region();
	vfio_region_ops.release(device, &region);
	if (region.data)
		FAIL("release: the region still has its memory");
	kfree(device);
	if (selftest_failed)
		return -EIO;
	pr_info("PASS\n");
	return 0;
}
module_init(selftest_init);

static void __exit selftest_exit(void)
{
}
module_exit(selftest_exit);

MODULE_DESCRIPTION("Self-test of vfio_region");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
