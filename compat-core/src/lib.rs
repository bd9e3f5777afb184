// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a kernel driver depends on: the C types that appear in ops tables, and [`kernel_ops`], which declares and
//! fills such a table for the kernel that the driver is built for.
#![no_std]
#![forbid(unsafe_code)]

pub mod errno;
mod layout;
mod result;
pub mod types;

pub use errno::{Errno, Result};
pub use layout::Layout;
pub use result::KernelResult;

/// Declares or fills an ops table of the kernel.
///
/// On a unit struct it makes the struct the table: `#[repr(C)]`, with the members that `struct NAME` has on the
/// target kernel, each of its exact C type, and with the constant `EMPTY`, in which nothing is set.
///
/// On an `impl` block of that struct it makes the constant `TABLE` from the functions and constants in the block,
/// each named after the member that it fills. A function takes exactly what the kernel passes and returns exactly
/// what the kernel takes, in the types of [`types`]; it may be `unsafe`. Where kernels differ:
///
/// - `#[kernel(since = "5.3", until = "6.15")]` says on which kernels a function or constant serves, both releases
///   included. Bounds are mainline releases; a kernel with backports counts by its layout, not by its number.
/// - several of one name, with bounds that don't overlap, are alternatives.
/// - `#[kernel(optional)]`: it is left out where the kernel has no such member.
///
/// Which kernel is the target is for the driver's build.rs to say, by `compat_build::emit()`; without it there is no
/// table.
///
/// ```text
/// use compat_core::{kernel_ops, types::*};
///
/// #[kernel_ops(dma_buf_ops)]
/// pub struct ExporterOps;
///
/// #[kernel_ops(dma_buf_ops)]
/// impl ExporterOps {
///     #[kernel(since = "5.3", until = "6.15")]
///     const cache_sgt_mapping: bool = true;
///
///     fn release(buf: *mut dma_buf) { /* … */ }
///
///     #[kernel(until = "4.18")]
///     fn attach(buf: *mut dma_buf, device: *mut device, attachment: *mut dma_buf_attachment) -> c_int { 0 }
///     #[kernel(since = "4.19")]
///     fn attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int { 0 }
/// }
///
/// static OPS: ExporterOps = ExporterOps::TABLE;
/// ```
pub use compat_macros::kernel_ops;
