// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Finds the target kernel and prints the cfgs that select its layout of `struct file_operations`.

fn main() {
    compat_build::emit()
}
