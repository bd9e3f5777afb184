// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's build.rs calls: it finds the target kernel and prints the cfgs that select the layouts of its structs.
//!
//! The whole of a build.rs: `fn main() { compat_build::emit() }`.
//!
//! The target comes from the first of these environment variables that is set:
//!
//! 1. `KERNEL_COMPAT_TARGET`: the name of a kernel, `5.4`, `5.4-arm64`, `5.4-aws`;
//! 2. `KERNEL_COMPAT_BTF`: a file with a kernel's type information, raw BTF or ELF with `.BTF`; the release still comes
//!    from a tree, or from the running kernel if it is `/sys/kernel/btf/vmlinux`;
//! 3. `KDIR`, `KERNELDIR`, `KERNEL_SRC`: a kernel build tree, or the source of one whose folder `KBUILD_OUTPUT` or `O`
//!    names. Its `vmlinux` is read for type information, or `/sys/kernel/btf/vmlinux` if that very kernel runs, or what
//!    its compiler makes of its headers: see [`probe`].
//!
//! With none of them, each struct takes its newest recorded layout, with one warning: good enough for an editor.
//! The running kernel is never asked.
//!
//! `KERNEL_COMPAT_MAKE` names a file to write for the module's Makefile: see [`make`]. A relative path in a variable
//! starts at the package's own folder.
#![forbid(unsafe_code)]

mod btf_file;
pub mod cfgs;
mod choose;
pub mod config;
pub mod configuration;
pub mod disagreement;
pub mod environment;
pub mod error;
pub mod flags;
pub mod kdir;
pub mod make;
pub mod output;
pub mod probe;
pub mod rustc;
pub mod selection;
pub mod target;
pub mod type_information;

pub use configuration::{Configuration, Mismatch, configure};
pub use environment::Environment;
pub use error::Error;
pub use selection::{Selection, select};

/// Finds the target kernel and prints what cargo needs to know of it: call this from build.rs. The same as
/// `configure().emit()`.
pub fn emit() {
    configure().emit();
}
