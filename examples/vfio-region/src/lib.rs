// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! An out-of-tree driver for many kernels: a PCI device handed to user space by vfio, with a region of memory beside
//! those that the device has itself.
//!
//! `ops.rs` fills the kernel's `struct vfio_pci_regops`, `region.rs` is the region, and `shim.rs` names the C
//! functions it stands on.
#![no_std]

mod ops;
mod region;
mod shim;

pub use ops::*;

/// The kernel whose layouts were compiled in. rust.mk reads it, and takes no object of another kernel.
#[used]
#[unsafe(link_section = ".rust_kernel")]
static RUST_KERNEL: [u8; NAME.len()] = *NAME.as_bytes().first_chunk().unwrap();
const NAME: &str = env!("KERNEL_COMPAT_KERNEL");
