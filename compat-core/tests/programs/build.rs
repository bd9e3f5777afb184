// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Finds the target kernel, as a driver's build.rs does.

fn main() {
    compat_build::emit()
}
