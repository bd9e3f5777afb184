// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a kernel driver depends on: the C types that appear in ops tables, the kernel's error numbers, and [`kernel_ops`],
//! which declares and fills such a table for the kernel that the driver is built for.
#![no_std]
#![deny(unsafe_code)]

mod cell;
pub mod errno;
mod layout;
mod nested;
mod result;
pub mod types;

pub use cell::{KernelCell, OnlyInKernelCell};
pub use errno::{Errno, Result};
pub use layout::Layout;
pub use nested::{KernelStruct, is_table_of};
pub use result::KernelResult;

/// The driver's own module, C's `THIS_MODULE`: a `*mut module` for constants such as `owner`. The kernel's build defines what
/// it points to when it links the module. Miri has no statics but Rust's own: under it, the pointer is null.
#[macro_export]
macro_rules! this_module {
    () => {{
        unsafe extern "C" {
            static mut __this_module: $crate::types::module;
        }
        if ::core::cfg!(miri) {
            ::core::ptr::null_mut()
        } else {
            &raw mut __this_module
        }
    }};
}

/// Declares or fills an ops table of the kernel.
///
/// On a unit struct it makes the struct the table: `#[repr(C)]`, with the members that `struct NAME` has on the
/// target kernel, each of its exact C type, and with the constant `EMPTY`, in which nothing is set.
///
/// `HAS_PIN` and the like say which members the target's table has, and `LAYOUT` which layout it is.
///
/// On an `impl` block of that struct it makes the constant `TABLE` from the functions and constants in the block, each
/// named after the member that it fills, under the name that the member has on any kernel. `kernels = "5.10.."` says which
/// kernels the driver is for, in ranges of mainline releases; without it, all that are recorded. The functions must fit all
/// of them, and each is adapted to each kernel:
///
/// - a parameter gets the kernel's argument of its type, in order; what no parameter takes is dropped; an `Option<T>` is `None`
///   where the kernel passes no such argument. `#[kernel(args(buf, _, length))]` lists the kernel's arguments where
///   types alone do not tell.
/// - what the function returns becomes what the kernel takes: see [`KernelResult`].
/// - it may be `unsafe`; what the kernel promises of the arguments is what it may rely on.
///
/// Where kernels differ beyond that:
///
/// - `#[kernel(since = "5.3", until = "6.15")]` says on which kernels a function or constant serves, both releases
///   included. Bounds are mainline releases; a kernel with backports counts by its layout, not by its number.
/// - several of one name, with bounds that cover the range and don't overlap, are alternatives.
/// - `#[kernel(optional)]`: it is left out where the kernel has no such member.
///
/// Some tables the kernel writes to when the driver registers them: those with a struct in them, such as a list's node, or with a
/// pointer to data that is not constant, on any of the recorded kernels. A `static` of such a table goes in a [`KernelCell`], or
/// it does not compile: `static DRIVER: KernelCell<Driver> = KernelCell::new(Driver::TABLE);`. The documentation of the struct
/// says so.
///
/// A table that one of the kernels would refuse, because a member is missing that it demands, does not compile.
///
/// Which kernel is the target is for the driver's build.rs to say, by `compat_build::emit()`; without it there is no
/// table.
///
/// ```text
/// use compat_core::{Result, kernel_ops, types::*};
///
/// #[kernel_ops(dma_buf_ops)]
/// pub struct ExporterOps;
///
/// #[kernel_ops(dma_buf_ops, kernels = "5.3..")]
/// impl ExporterOps {
///     #[kernel(until = "6.15")]
///     const cache_sgt_mapping: bool = true;
///
///     fn attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> Result<()> { Ok(()) }
///     fn map_dma_buf(attachment: *mut dma_buf_attachment, _: dma_data_direction) -> Result<*mut sg_table> { /* … */ }
///     fn unmap_dma_buf(attachment: *mut dma_buf_attachment, table: *mut sg_table) { /* … */ }
///     fn release(buf: *mut dma_buf) { /* … */ }
/// }
///
/// static OPS: ExporterOps = ExporterOps::TABLE;
/// ```
pub use compat_macros::kernel_ops;
