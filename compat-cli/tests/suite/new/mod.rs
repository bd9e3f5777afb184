// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `new`: what it writes builds, and where it may write.

mod driver;
mod folder;
mod history;
mod names;
mod ranges;
