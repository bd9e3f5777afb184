// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Numbers in bytes of either order.

/// The order of the bytes in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// The two bytes at `position`; none: they are not all there.
    #[inline]
    pub fn u16(self, bytes: &[u8], position: usize) -> Option<u16> {
        let bytes = array(bytes, position)?;
        Some(match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        })
    }

    /// The four bytes at `position`.
    #[inline]
    pub fn u32(self, bytes: &[u8], position: usize) -> Option<u32> {
        let bytes = array(bytes, position)?;
        Some(match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        })
    }

    /// The eight bytes at `position`.
    #[inline]
    pub fn u64(self, bytes: &[u8], position: usize) -> Option<u64> {
        let bytes = array(bytes, position)?;
        Some(match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        })
    }
}

#[inline]
fn array<const LENGTH: usize>(bytes: &[u8], position: usize) -> Option<[u8; LENGTH]> {
    bytes.get(position..)?.first_chunk().copied()
}
