// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's author writes: the arguments of `#[kernel_ops]`, the entries of an impl block, `#[kernel(…)]`; and in
//! [`binding`], whether it fits the kernels that it is for.
//!
//! The macro reads it to expand it, and the command to explain it: both say the same of a driver.
#![forbid(unsafe_code)]

pub mod argument_list;
pub mod binding;
pub mod bounds;
pub mod driver;
pub mod errors;
pub mod kernels;
pub mod method;
pub mod parse;
mod written;
