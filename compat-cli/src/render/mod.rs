// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Plain data into text.

pub(crate) mod declaration;
pub(crate) mod difference;
pub(crate) mod explanation;
pub(crate) mod findings;
pub(crate) mod grid;
pub(crate) mod grid_json;
pub(crate) mod grid_text;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod ranges;
pub(crate) mod rust;
pub(crate) mod site;
pub(crate) mod style;
pub(crate) mod target;
pub(crate) mod words;
pub(crate) mod wrap;
