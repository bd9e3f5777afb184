// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Finds the target kernel and prints the cfgs that select its layout of `struct vfio_pci_regops`.

fn main() {
    // It lives in a module: where no BTF has it, the headers do, for the price of a compile.
    compat_build::configure().observe("vfio_pci_regops").emit()
}
