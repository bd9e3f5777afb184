// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `struct btf_header`: where the sections are.

use std::ops::Range;

use crate::bytes::ByteOrder;
use crate::error::Problem;

/// The magic number, in the byte order of the target.
pub(crate) const MAGIC: u16 = 0xeb9f;

/// Where the sections of a BTF are.
pub(crate) struct Header {
    pub order: ByteOrder,
    /// The bytes of the type section.
    pub types: Range<usize>,
    /// The bytes of the string section.
    pub strings: Range<usize>,
    /// The bytes of the layout section, which 7.1 brought.
    pub layout: Option<Range<usize>>,
}

impl Header {
    /// The bytes of all fields up to 7.0.
    pub const SHORTEST: usize = 24;

    /// Reads the header, and leaves alone what a longer one adds.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let truncated = |needed: usize| Problem::Truncated {
            needed: needed as u64,
            length: bytes.len() as u64,
        };
        let magic = ByteOrder::Little.u16(bytes, 0).ok_or(truncated(2))?;
        let order = match magic {
            MAGIC => ByteOrder::Little,
            _ if magic.swap_bytes() == MAGIC => ByteOrder::Big,
            found => return Err(Problem::Magic { found }),
        };
        let &[version, flags] = bytes
            .get(2..)
            .and_then(<[u8]>::first_chunk)
            .ok_or(truncated(Self::SHORTEST))?;
        if version != 1 {
            return Err(Problem::Version { found: version });
        }
        if flags != 0 {
            return Err(Problem::Flags { found: flags });
        }
        let field = |position| order.u32(bytes, position).ok_or(truncated(Self::SHORTEST));
        let length = field(4)?;
        if (length as usize) < Self::SHORTEST {
            return Err(Problem::HeaderLength { found: length });
        }
        let section = |offset: u32, section_length: u32| {
            let begin = u64::from(length) + u64::from(offset);
            let end = begin + u64::from(section_length);
            let outside = Problem::Truncated {
                needed: end,
                length: bytes.len() as u64,
            };
            match (usize::try_from(begin), usize::try_from(end)) {
                (Ok(begin), Ok(end)) if end <= bytes.len() => Ok(begin..end),
                _ => Err(outside),
            }
        };
        let types = section(field(8)?, field(12)?)?;
        let strings = section(field(16)?, field(20)?)?;
        if types.start < strings.end && strings.start < types.end {
            return Err(Problem::SectionsOverlap);
        }
        let layout = match length as usize >= Self::SHORTEST + 8 && field(28)? != 0 {
            true => Some(section(field(24)?, field(28)?)?),
            false => None,
        };
        Ok(Self {
            order,
            types,
            strings,
            layout,
        })
    }
}
