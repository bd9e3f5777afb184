// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is known of kernel structs: the model, the recorded histories, and the pure functions on them.
#![forbid(unsafe_code)]

pub mod kernel;
pub mod release;
