// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Enums of the kernel: integers of C's choice, with their enumerators as constants.

use core::marker::PhantomData;

use super::c_uint;

/// An enum of C: an integer of the size that the kernel's compiler gives it. `T` says which enum: its name is in the names of
/// types that the compiler prints.
///
/// One type for all of them, because a type with traits of its own costs each driver's build more than the rest of what is
/// known of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Enumeration<I, T>(pub I, PhantomData<T>);

impl<I, T> Enumeration<I, T> {
    /// The value with that number, which need not be an enumerator's.
    #[inline]
    pub const fn new(value: I) -> Self
    where
        I: Copy,
    {
        Self(value, PhantomData)
    }
}

macro_rules! enumerations {
    ($($name:ident: $integer:ty { $($enumerator:ident = $value:literal,)* })*) => {
        /// The names of the enums, which tell their types apart.
        pub mod enums {
            $(pub enum $name {})*
        }
        $(
            pub type $name = $crate::types::Enumeration<$integer, fn(enums::$name)>;
            $(pub const $enumerator: $name = $name::new($value);)*
        )*
    };
}
pub(super) use enumerations;

/// `enum dma_data_direction` (linux/dma-direction.h). GCC makes an enum without negative enumerators unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct dma_data_direction(pub c_uint);

impl dma_data_direction {
    /// The value with that number, which need not be an enumerator's.
    #[inline]
    pub const fn new(value: c_uint) -> Self {
        Self(value)
    }
}

/// The device reads and writes.
pub const DMA_BIDIRECTIONAL: dma_data_direction = dma_data_direction(0);
/// The device reads.
pub const DMA_TO_DEVICE: dma_data_direction = dma_data_direction(1);
/// The device writes.
pub const DMA_FROM_DEVICE: dma_data_direction = dma_data_direction(2);
/// Neither: for debugging.
pub const DMA_NONE: dma_data_direction = dma_data_direction(3);
