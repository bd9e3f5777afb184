// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Finds the target kernel and prints the cfgs that select its layouts of `struct block_device_operations` and
//! `struct blk_mq_ops`.

fn main() {
    compat_build::emit()
}
