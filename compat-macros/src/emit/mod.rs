// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The generated code.

mod adapter;
mod declare;
mod demands;
mod document;
mod fill;
mod gate;
mod method;
mod observed;
mod proof;
mod questions;
mod remains;
mod slots;
mod types;

pub(crate) use declare::declaration;
pub(crate) use fill::filling;
pub(crate) use remains::remains;
