// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `#[kernel_ops]`. Drivers use it through compat-core, which documents it.
#![forbid(unsafe_code)]

use compat_syntax::{argument_list, bounds, errors, kernels, parse};
use proc_macro::TokenStream;

mod adapt;
mod alike;
mod alternatives;
mod bind;
mod changes;
mod claim;
mod coverage;
mod emit;
mod expand;
mod fit;
mod mandatory;
mod method;
mod misfit;
mod observed;
mod own;
mod signatures;
mod subject;
mod written;

/// Declares or fills an ops table of the kernel: see `compat_core::kernel_ops`.
#[proc_macro_attribute]
pub fn kernel_ops(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(arguments.into(), item.into()).into()
}
