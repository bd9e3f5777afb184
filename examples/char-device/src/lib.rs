// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! An out-of-tree driver for many kernels: a character device that is some memory, for all who open it.
//!
//! `ops.rs` fills the kernel's `struct file_operations`, `open_file.rs` does what the ops ask for on one open file, `device.rs` holds
//! the memory that all of them share, and `shim.rs` names the C functions it stands on.
#![no_std]

mod bytes;
mod command;
mod device;
mod error;
mod open_file;
mod ops;
mod report;
mod shim;

pub use ops::{DeviceOps, char_device_operations};

/// The kernel whose layouts were compiled in. rust.mk reads it, and takes no object of another kernel.
#[used]
#[unsafe(link_section = ".rust_kernel")]
static RUST_KERNEL: [u8; NAME.len()] = *NAME.as_bytes().first_chunk().unwrap();
const NAME: &str = env!("KERNEL_COMPAT_KERNEL");
