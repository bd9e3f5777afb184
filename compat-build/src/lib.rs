// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's build.rs calls: it finds the target kernel and prints the cfgs that select the layouts of its structs.
//!
//! The whole of a build.rs: `fn main() { compat_build::emit() }`.
//!
//! The target comes from the first of these environment variables that is set:
//!
//! 1. `KERNEL_COMPAT_TARGET`: the name of a kernel, `5.4`, `5.4-arm64`, `5.4-aws`;
//! 2. `KERNEL_COMPAT_BTF`: a file with a kernel's type information, raw BTF or ELF with `.BTF`, or a module's, over that of
//!    its kernel; the release still comes from a tree, or from the running kernel if the file is one of `/sys/kernel/btf`;
//! 3. `KDIR`, `KERNELDIR`, `KERNEL_SRC`: a kernel build tree, or the source of one whose folder `KBUILD_OUTPUT` or
//!    `O` names. Its `vmlinux` is read for type information, or
//!    `/sys/kernel/btf/vmlinux` if that very kernel runs; for structs that it lacks, that of their modules; for the rest,
//!    what its compiler makes of its headers: see [`probe`].
//!
//! With none of them, each struct takes its newest recorded layout, with one warning: good enough for an editor.
//! The running kernel is never asked.
//!
//! Of the structs that have a history, a build selects those whose names stand in the driver's sources: the `.rs` files in
//! the folder of its package, without those of packages and caches within. [`Configuration::uses`] adds to them.
//!
//! Beside the recorded histories, those in the folder `kernel-compat` of the driver's crate are known: see
//! [`compat_data::library`].
//!
//! What was found where is printed, for `cargo build -vv`, and written to `kernel-compat.toml` in `OUT_DIR`: see [`report`].
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
pub mod place;
pub mod presence;
pub mod probe;
pub mod report;
pub mod rustc;
pub mod selection;
mod sought;
mod sources;
pub mod target;
mod type_information;
mod used;
mod variables;

pub use configuration::{Configuration, Mismatch, Structs, configure};
pub use environment::Environment;
pub use error::Error;
pub use selection::{Selection, select};
pub use type_information::{is_of_running, running_release};

/// Finds the target kernel and prints what cargo needs to know of it: call this from build.rs. The same as
/// `configure().emit()`.
pub fn emit() {
    configure().emit();
}
