// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The command as people run it.

mod explain;
mod support;
