// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Numbers and strings from bytes, every access checked.

/// The order of the bytes in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// The number in these bytes, of which there are at most eight.
    pub fn number(self, bytes: &[u8]) -> u64 {
        let join = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        match self {
            Self::Little => bytes.iter().rev().fold(0, join),
            Self::Big => bytes.iter().fold(0, join),
        }
    }

    /// The low bytes of the number, as many as there is room for; there are at most eight.
    pub fn put(self, number: u64, bytes: &mut [u8]) {
        let shift = |nth: usize| u32::try_from(nth * 8).unwrap_or(u32::MAX);
        let byte = |nth| number.checked_shr(shift(nth)).unwrap_or(0) as u8;
        let length = bytes.len();
        for (nth, place) in bytes.iter_mut().enumerate() {
            *place = match self {
                Self::Little => byte(nth),
                Self::Big => byte(length - 1 - nth),
            };
        }
    }
}

/// A place in a section, which moves on as things are read. Nothing is read behind the section's end: none.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    /// The offset of the next byte.
    pub position: usize,
    order: ByteOrder,
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8], position: usize, order: ByteOrder) -> Self {
        Self {
            bytes,
            position,
            order,
        }
    }

    pub fn is_at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    pub fn bytes(&mut self, count: u64) -> Option<&'a [u8]> {
        let end = self.position.checked_add(usize::try_from(count).ok()?)?;
        let bytes = self.bytes.get(self.position..end)?;
        self.position = end;
        Some(bytes)
    }

    /// A number of that many bytes, at most eight.
    pub fn number(&mut self, size: u8) -> Option<u64> {
        Some(self.order.number(self.bytes(size.into())?))
    }

    /// A string, without the zero byte at its end.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.position..)?;
        let length = rest.iter().position(|&byte| byte == 0)?;
        self.position += length + 1;
        rest.get(..length)
    }

    /// An unsigned LEB128 number. Bits beyond the 64th are lost; none that matters has them.
    pub fn unsigned(&mut self) -> Option<u64> {
        self.leb128().map(|(number, _, _)| number)
    }

    /// A signed LEB128 number.
    pub fn signed(&mut self) -> Option<i64> {
        let (number, bits, last) = self.leb128()?;
        let extension = match last & 0x40 != 0 {
            true => u64::MAX.checked_shl(bits).unwrap_or(0),
            false => 0,
        };
        Some((number | extension) as i64)
    }

    /// The number, how many bits of it were given, and its last byte.
    fn leb128(&mut self) -> Option<(u64, u32, u8)> {
        let mut number = 0;
        let mut bits: u32 = 0;
        loop {
            let byte = *self.bytes(1)?.first()?;
            let value = u64::from(byte & 0x7f);
            number |= value.checked_shl(bits).unwrap_or(0);
            bits = bits.saturating_add(7);
            if byte & 0x80 == 0 {
                return Some((number, bits, byte));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(bytes: &[u8]) -> Cursor<'_> {
        Cursor::new(bytes, 0, ByteOrder::Little)
    }

    #[test]
    fn leb128_as_in_the_standard() {
        // DWARF 5, figures in section 7.6.
        for (bytes, number) in [
            (&[2][..], 2),
            (&[127], 127),
            (&[0x80, 1], 128),
            (&[0xb9, 0x64], 12857),
        ] {
            assert_eq!(cursor(bytes).unsigned(), Some(number));
        }
        for (bytes, number) in [
            (&[2][..], 2),
            (&[0x7e], -2),
            (&[0xff, 0], 127),
            (&[0x81, 0x7f], -127),
            (&[0x80, 0x7f], -128),
        ] {
            assert_eq!(cursor(bytes).signed(), Some(number));
        }
        let longest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(cursor(&longest).unsigned(), Some(u64::MAX));
        assert_eq!(cursor(&[0x80; 20]).unsigned(), None);
    }

    #[test]
    fn numbers_in_both_orders() {
        let mut bytes = [0; 4];
        for order in [ByteOrder::Little, ByteOrder::Big] {
            order.put(0x0102_0304, &mut bytes);
            assert_eq!(order.number(&bytes), 0x0102_0304);
        }
        assert_eq!(bytes, [1, 2, 3, 4]);
        assert_eq!(cursor(&bytes).number(8), None);
        assert_eq!(cursor(b"ab\0c").string(), Some(&b"ab"[..]));
        assert_eq!(cursor(b"ab").string(), None);
    }
}
