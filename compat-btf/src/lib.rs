// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Reads one struct's layout from a kernel's BTF, the type information that kernels carry.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let kernel = compat_btf::file::open("/sys/kernel/btf/vmlinux".as_ref())?;
//! let observation = kernel.btf()?.observe("dma_buf_ops")?.ok_or("no such struct")?;
//! assert_eq!(observation.member("detach").ok_or("no such member")?.offset, 16);
//! # Ok(())
//! # }
//! ```
//!
//! [`Btf`] borrows the bytes and decodes a record when it is asked for: to find a struct is one pass over the type
//! section that keeps the place of every 16th type and nothing else. What a struct's members need is decoded with it.
//!
//! The words are BTF's own, from Documentation/bpf/btf.rst and include/uapi/linux/btf.h of the kernel's source, which
//! are also the source of every number here unless a comment names another.
//!
//! The input is not trusted: every access is checked, types nest and expand within limits, nothing is allocated that
//! the input only announces, and what contradicts itself where the struct needs it is an [`Error`].
#![forbid(unsafe_code)]

mod bytes;
mod error;
pub mod file;
mod header;
mod kind;
mod observe;
mod record;
mod scan;
mod view;

pub use error::{Error, Place, Problem};
pub use kind::Kind;
pub use record::TypeId;
pub use view::{Btf, Observations};
