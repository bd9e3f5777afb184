// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * The module: a vfio-pci driver that adds the region to a device while it is open. vfio-pci-core
 * does the rest, and calls the ops. It takes devices that are given to it by `driver_override`.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/vfio_pci_core.h>

#include "region.h"
#include "vfio_region.h"

EXPORT_SYMBOL_GPL(vfio_region_create);
EXPORT_SYMBOL_GPL(vfio_region_destroy);
EXPORT_SYMBOL_GPL(vfio_region_ops);
EXPORT_SYMBOL_GPL(vfio_region_table);

static int region_open_device(struct vfio_device *vfio)
{
	struct vfio_pci_core_device *device = container_of(vfio, struct vfio_pci_core_device, vdev);
	const size_t size = VFIO_REGION_PAGES * PAGE_SIZE;
	const u32 flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE |
			  VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS;
	void *state;
	int error = vfio_pci_core_enable(device);

	if (error)
		return error;
	state = vfio_region_create(size);
	error = state ? vfio_pci_core_register_dev_region(device, VFIO_REGION_TYPE,
							  VFIO_REGION_SUBTYPE, &vfio_region_ops,
							  size, flags, state) : -ENOMEM;
	if (error) {
		if (state)
			vfio_region_destroy(state);
		vfio_pci_core_disable(device);
		return error;
	}
	vfio_pci_core_finish_enable(device);
	return 0;
}

static const struct vfio_device_ops region_device_ops = {
	.name = "vfio_region",
	.init = vfio_pci_core_init_dev,
	.release = vfio_pci_core_release_dev,
	.open_device = region_open_device,
	.close_device = vfio_pci_core_close_device,
	.ioctl = vfio_pci_core_ioctl,
	.device_feature = vfio_pci_core_ioctl_feature,
	.read = vfio_pci_core_read,
	.write = vfio_pci_core_write,
	.mmap = vfio_pci_core_mmap,
	.request = vfio_pci_core_request,
	.match = vfio_pci_core_match,
	/* The headers tell the kernel's interface better than its version number: Kbuild looks there. */
#ifdef KERNEL_HAS_REGION_INFO_CAPS
	.get_region_info_caps = vfio_pci_ioctl_get_region_info,
#endif
#ifdef KERNEL_HAS_TOKEN_UUID
	.match_token_uuid = vfio_pci_core_match_token_uuid,
#endif
#ifdef KERNEL_HAS_IOMMUFD
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = vfio_iommufd_physical_detach_ioas,
#endif
#ifdef KERNEL_HAS_PASID
	.pasid_attach_ioas = vfio_iommufd_physical_pasid_attach_ioas,
	.pasid_detach_ioas = vfio_iommufd_physical_pasid_detach_ioas,
#endif
};

static int region_probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct vfio_pci_core_device *device =
		vfio_alloc_device(vfio_pci_core_device, vdev, &pci->dev, &region_device_ops);
	int error;

	if (IS_ERR(device))
		return PTR_ERR(device);
	dev_set_drvdata(&pci->dev, device);
	error = vfio_pci_core_register_device(device);
	if (error)
		vfio_put_device(&device->vdev);
	return error;
}

static void region_remove(struct pci_dev *pci)
{
	struct vfio_pci_core_device *device = dev_get_drvdata(&pci->dev);

	vfio_pci_core_unregister_device(device);
	vfio_put_device(&device->vdev);
}

static const struct pci_device_id region_devices[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(VFIO_REGION_VENDOR, VFIO_REGION_DEVICE) },
	{}
};
MODULE_DEVICE_TABLE(pci, region_devices);

static struct pci_driver region_driver = {
	.name = KBUILD_MODNAME,
	.id_table = region_devices,
	.probe = region_probe,
	.remove = region_remove,
	.err_handler = &vfio_pci_core_err_handlers,
	.driver_managed_dma = true,
};
module_pci_driver(region_driver);

MODULE_DESCRIPTION("Adds a region to a PCI device of vfio through an ops table written in Rust");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
