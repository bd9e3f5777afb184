// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's build.rs calls.
#![forbid(unsafe_code)]
