// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `#[kernel_ops]`. Drivers use it through compat-core, which documents it.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;

mod alternatives;
mod bind;
mod bounds;
mod compare;
mod emit;
mod errors;
mod expand;
mod observed;
mod own;
mod parse;
mod ranges;
mod spelling;
mod subject;
mod written;

/// Declares or fills an ops table of the kernel: see `compat_core::kernel_ops`.
#[proc_macro_attribute]
pub fn kernel_ops(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(arguments.into(), item.into()).into()
}
