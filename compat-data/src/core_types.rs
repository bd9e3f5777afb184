// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The C types that compat-core has in Rust.

/// The names in `compat_core::types`, sorted: C's own types, and those that the embedded histories name.
pub const CORE_TYPES: [&str; 27] = [
    "c_char",
    "c_int",
    "c_long",
    "c_longlong",
    "c_schar",
    "c_short",
    "c_uchar",
    "c_uint",
    "c_ulong",
    "c_ulonglong",
    "c_ushort",
    "c_void",
    "device",
    "dma_buf",
    "dma_buf_attachment",
    "dma_buf_map",
    "dma_data_direction",
    "iosys_map",
    "loff_t",
    "sg_table",
    "size_t",
    "ssize_t",
    "vfio_info_cap",
    "vfio_pci_core_device",
    "vfio_pci_device",
    "vfio_pci_region",
    "vm_area_struct",
];

/// Whether `compat_core::types` has a type of that name.
pub fn is_core_type(name: &str) -> bool {
    CORE_TYPES.binary_search(&name).is_ok()
}
