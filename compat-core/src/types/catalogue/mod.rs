// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The types that the catalogue's structs name, as far as all kernels that were read agree on them.
#![allow(missing_docs, non_upper_case_globals)]

#[rustfmt::skip]
mod enumerations;
#[rustfmt::skip]
mod structs;
#[rustfmt::skip]
mod tags;
#[rustfmt::skip]
mod typedefs;

pub use enumerations::*;
pub use structs::*;
pub use tags::*;
pub use typedefs::*;
