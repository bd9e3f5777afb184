// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is known of kernel structs: the model, the recorded histories, and the pure functions on them.
#![forbid(unsafe_code)]

pub mod assertions;
pub mod c;
pub mod catalogue;
pub mod check;
pub mod core_types;
pub mod coverage;
pub mod diff;
mod embedded;
pub mod history;
pub mod import;
pub mod judgement;
pub mod kernel;
pub mod library;
mod neighbours;
pub mod observation;
pub mod operation;
pub mod places;
pub mod ranges;
pub mod record;
pub mod release;
pub mod report;
pub mod resolve;
pub mod rust;
pub mod suggestion;
mod written;

pub use embedded::{histories, history, names};
