// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `#[kernel_ops]`. Drivers use it through compat-core, which documents it.
#![forbid(unsafe_code)]

use compat_syntax::binding::{adapt, bind, changes, coverage, mandatory, subject};
use compat_syntax::{errors, kernels, method, parse};
use proc_macro::TokenStream;

mod emit;
mod expand;
mod look_up;
mod own;

/// Declares or fills an ops table of the kernel: see `compat_core::kernel_ops`.
#[proc_macro_attribute]
pub fn kernel_ops(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(arguments.into(), item.into()).into()
}
