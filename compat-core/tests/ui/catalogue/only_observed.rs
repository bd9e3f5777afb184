// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: pci_driver="6.12"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(pci_driver)]
pub struct Driver;
