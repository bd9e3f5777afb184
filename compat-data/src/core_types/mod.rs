// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The C types that compat-core has in Rust.

#[rustfmt::skip]
mod catalogue;
mod functions;

pub use catalogue::CATALOGUE;
pub(crate) use functions::{is_as_listed, is_same, read};
pub use functions::{spell_out_functions, spell_out_observed_functions};

/// What a name in `compat_core::types` is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreType {
    /// A struct or union of which a driver has pointers.
    Opaque,
    /// A typedef of that integer type of C, under its name in `compat_core::types`, on all kernels.
    Integer(&'static str),
    /// A typedef of that integer type of C on 64-bit kernels: on others, the configuration decides.
    Wide(&'static str),
    /// An enum: an integer of its own type. Its size in bytes, and whether it is signed.
    Enum(u64, bool),
    /// A struct with its members. Its size and its alignment in bytes on 64-bit kernels.
    Struct(u64, u64),
    /// A typedef of that other name.
    Alias(&'static str),
    /// A typedef of a pointer to a function, whose declaration in C this is, without a name.
    FunctionPointer(&'static str),
    /// A typedef of a function; a pointer to it has this declaration in C, without a name.
    Function(&'static str),
    /// A typedef of another type, a pointer to data for one, whose declaration in C this is, without a name.
    Typedef(&'static str),
    /// A type of C's own, or a typedef of one.
    Other,
}

/// The names in `compat_core::types` that are not from the catalogue, sorted: C's own types, and those that the first
/// histories name.
pub const CORE_TYPES: [(&str, CoreType); 27] = [
    ("c_char", CoreType::Other),
    ("c_int", CoreType::Other),
    ("c_long", CoreType::Other),
    ("c_longlong", CoreType::Other),
    ("c_schar", CoreType::Other),
    ("c_short", CoreType::Other),
    ("c_uchar", CoreType::Other),
    ("c_uint", CoreType::Other),
    ("c_ulong", CoreType::Other),
    ("c_ulonglong", CoreType::Other),
    ("c_ushort", CoreType::Other),
    ("c_void", CoreType::Other),
    ("device", CoreType::Opaque),
    ("dma_buf", CoreType::Opaque),
    ("dma_buf_attachment", CoreType::Opaque),
    ("dma_buf_map", CoreType::Opaque),
    ("dma_data_direction", CoreType::Enum(4, false)),
    ("iosys_map", CoreType::Opaque),
    ("loff_t", CoreType::Integer("c_longlong")),
    ("sg_table", CoreType::Opaque),
    ("size_t", CoreType::Other),
    ("ssize_t", CoreType::Other),
    ("vfio_info_cap", CoreType::Opaque),
    ("vfio_pci_core_device", CoreType::Opaque),
    ("vfio_pci_device", CoreType::Opaque),
    ("vfio_pci_region", CoreType::Opaque),
    ("vm_area_struct", CoreType::Opaque),
];

/// The kernel's names for integers of a size that Rust has of the same name (include/linux/types.h).
pub const PRIMITIVES: [(&str, &str); 4] = [
    ("u16", "c_ushort"),
    ("u32", "c_uint"),
    ("u64", "c_ulonglong"),
    ("u8", "c_uchar"),
];

/// What that name is in `compat_core::types`; none: it isn't there.
pub fn core_type(name: &str) -> Option<CoreType> {
    let find = |types: &[(&str, CoreType)]| {
        let at = types.binary_search_by_key(&name, |(known, _)| known).ok()?;
        Some(types[at].1)
    };
    find(CATALOGUE).or_else(|| find(&CORE_TYPES))
}

/// Whether `compat_core::types` has a type of that name.
pub fn is_core_type(name: &str) -> bool {
    core_type(name).is_some()
}

/// Whether it is a name of the kernel's for a primitive type of Rust.
pub fn is_primitive(name: &str) -> bool {
    PRIMITIVES.iter().any(|(known, _)| *known == name)
}
