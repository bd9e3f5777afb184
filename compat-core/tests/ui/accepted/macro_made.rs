// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
//! The table may come out of a macro of the driver's.
#![no_std]
use compat_core::kernel_ops;

macro_rules! region {
    ($table:ident, $length:ty, $result:ty, $value:expr) => {
        #[kernel_ops(vfio_pci_regops)]
        pub struct $table;

        #[kernel_ops(vfio_pci_regops, kernels = "4.6..")]
        impl $table {
            fn rw(count: $length) -> $result {
                let _ = count;
                $value
            }
            fn release() {}
        }
    };
}

region!(Lengths, usize, compat_core::Result<usize>, Ok(0));
region!(
    Errors,
    Option<compat_core::types::size_t>,
    compat_core::Result<usize>,
    Err(compat_core::Errno::EINVAL)
);

pub static OPS: [&(dyn Sync + 'static); 2] = [&Lengths::TABLE, &Errors::TABLE];
