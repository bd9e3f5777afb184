// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Plain data into text.

pub(crate) mod declaration;
pub(crate) mod explanation;
pub(crate) mod json;
pub(crate) mod ranges;
pub(crate) mod rust;
pub(crate) mod style;
pub(crate) mod wrap;
