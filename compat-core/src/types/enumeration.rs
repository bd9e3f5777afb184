// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Enums of the kernel: integers of C's choice, with their enumerators as constants.

use super::c_uint;

macro_rules! enumerations {
    ($($name:ident: $integer:ty { $($enumerator:ident = $value:literal,)* })*) => {
        $(
            #[derive(Clone, Copy, PartialEq, Eq)]
            #[repr(transparent)]
            pub struct $name(pub $integer);
            $(pub const $enumerator: $name = $name($value);)*
        )*
    };
}
pub(super) use enumerations;

/// `enum dma_data_direction` (linux/dma-direction.h). GCC makes an enum without negative enumerators unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct dma_data_direction(pub c_uint);

/// The device reads and writes.
pub const DMA_BIDIRECTIONAL: dma_data_direction = dma_data_direction(0);
/// The device reads.
pub const DMA_TO_DEVICE: dma_data_direction = dma_data_direction(1);
/// The device writes.
pub const DMA_FROM_DEVICE: dma_data_direction = dma_data_direction(2);
/// Neither: for debugging.
pub const DMA_NONE: dma_data_direction = dma_data_direction(3);
