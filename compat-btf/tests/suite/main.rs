// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What compat-btf promises, held against BTF made by hand, by GCC and by kernels.

mod ambiguity;
mod files;
mod gcc;
mod headers;
#[cfg(feature = "vmlinuz")]
mod images;
mod kernels;
mod kinds;
mod malformed;
mod mutants;
mod oracle;
mod places;
mod split;
mod support;
mod tools;
