// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! An out-of-tree driver for many kernels: memory that it allocates, exported as a dma-buf.
//!
//! `ops.rs` fills the kernel's `struct dma_buf_ops`, `operations.rs` does what the ops ask for,
//! `buffer.rs` holds the driver's state, and `shim.rs` names the C functions it stands on.
#![no_std]

mod buffer;
mod error;
#[allow(dead_code, reason = "each kernel calls its own part")]
mod operations;
mod ops;
mod report;
mod shim;

pub use ops::{ExporterOps, dma_buf_exporter_ops};

/// The kernel whose layouts were compiled in. rust.mk reads it, and takes no object of another kernel.
#[used]
#[unsafe(link_section = ".rust_kernel")]
static RUST_KERNEL: [u8; NAME.len()] = *NAME.as_bytes().first_chunk().unwrap();
const NAME: &str = env!("KERNEL_COMPAT_KERNEL");
