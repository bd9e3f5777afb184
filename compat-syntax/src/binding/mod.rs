// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What an author wrote, held against the kernels that it is for: which entry fills which member on which of them, or what
//! is wrong.

pub mod adapt;
mod alike;
mod alternatives;
pub mod bind;
pub mod changes;
mod claim;
pub mod coverage;
mod fit;
pub mod mandatory;
mod misfit;
mod observed;
pub mod signatures;
pub mod subject;
