// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Finds the target kernel and prints the cfgs that select its layout of `struct dma_buf_ops`.

fn main() {
    compat_build::emit()
}
