// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Structs of the kernel, opaque.

use core::marker::{PhantomData, PhantomPinned};

/// What is in a struct of which there are only pointers: its size is the kernel's affair, it never moves, and only the
/// kernel says which threads may touch it.
#[repr(C)]
pub struct Opaque {
    bytes: [u8; 0],
    marker: PhantomData<(*mut u8, PhantomPinned)>,
}

macro_rules! opaque {
    ($($(#[$attribute:meta])* $name:ident),* $(,)?) => {
        $(
            $(#[$attribute])*
            #[repr(C)]
            pub struct $name {
                opaque: $crate::types::Opaque,
            }
        )*
    };
}
pub(super) use opaque;

opaque! {
    /// `struct device` (linux/device.h).
    device,
    /// `struct dma_buf` (linux/dma-buf.h).
    dma_buf,
    /// `struct dma_buf_attachment` (linux/dma-buf.h).
    dma_buf_attachment,
    /// `struct iosys_map` (linux/iosys-map.h), which was `struct dma_buf_map` from 5.11 to 5.17.
    iosys_map,
    /// `struct sg_table` (linux/scatterlist.h).
    sg_table,
    /// `struct vfio_info_cap` (linux/vfio.h).
    vfio_info_cap,
    /// `struct vfio_pci_core_device` (linux/vfio_pci_core.h), which was `struct vfio_pci_device` up to 5.14.
    vfio_pci_core_device,
    /// `struct vfio_pci_region` (linux/vfio_pci_core.h).
    vfio_pci_region,
    /// `struct vm_area_struct` (linux/mm_types.h).
    vm_area_struct,
}

/// `struct dma_buf_map`, renamed in 5.18 (commit 7938f4218168).
pub type dma_buf_map = iosys_map;

/// `struct vfio_pci_device`, renamed in 5.15 (commit 536475109c82).
pub type vfio_pci_device = vfio_pci_core_device;
