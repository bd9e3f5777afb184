// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! An out-of-tree block driver for many kernels: a disk in memory.
//!
//! `ops.rs` fills the kernel's `struct block_device_operations` and `struct blk_mq_ops`, `disk.rs` and `requests.rs` do
//! what the ops ask for, `store.rs` holds the disk's contents, and `shim.rs` names the C functions it stands on.
#![no_std]

mod disk;
mod error;
mod ops;
mod report;
mod requests;
mod shim;
mod store;

pub use disk::Statistics;
pub use ops::{DiskOps, QueueOps, block_ram_disk_ops, block_ram_queue_ops};
pub use requests::block_ram_job_size;

/// The kernel whose layouts were compiled in. rust.mk reads it, and takes no object of another kernel.
#[used]
#[unsafe(link_section = ".rust_kernel")]
static RUST_KERNEL: [u8; NAME.len()] = *NAME.as_bytes().first_chunk().unwrap();
const NAME: &str = env!("KERNEL_COMPAT_KERNEL");
