// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's C types, under their C names.
//!
//! Structs are opaque: a driver has pointers to them, and C or the kernel's own bindings look inside. A tag that was
//! renamed is one type under both names.
#![allow(non_camel_case_types)]

mod catalogue;
mod enumeration;
mod scalar;
mod tag;

pub use catalogue::*;
pub use enumeration::*;
pub use scalar::*;
pub use tag::*;
