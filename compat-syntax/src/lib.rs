// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's author writes: the arguments of `#[kernel_ops]`, the entries of an impl block, `#[kernel(…)]`.
//!
//! The macro reads it to expand it, and the command to explain it.
#![forbid(unsafe_code)]

pub mod argument_list;
pub mod bounds;
pub mod errors;
pub mod kernels;
pub mod parse;
