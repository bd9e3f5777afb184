// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The one pass over the type section, and what is kept of it.

use crate::bytes::ByteOrder;
use crate::error::{Place, Problem};
use crate::kind::{Kind, RecordLayouts};
use crate::record::{Info, NameOffset, RECORD};

/// The place of every so many types is kept: the ones between are found by walking.
const STRIDE: usize = 16;

/// Type ids beyond this one have no meaning to the kernel, `BTF_MAX_TYPE`.
const MAX_TYPE: usize = 0x000f_ffff;

/// A type section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeSection<'a> {
    pub bytes: &'a [u8],
    pub order: ByteOrder,
}

/// What a pass over a type section leaves behind.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// Where every so many types begin. The header gives the section's length in 32 bits.
    places: Vec<u32>,
    /// How many types there are.
    pub count: usize,
    /// Whether some enum is marked signed. Encoders before pahole 1.24 and GCC 13 never mark one.
    pub marks_signed_enums: bool,
    /// The size of a `long`, which is that of a pointer on every architecture of Linux.
    pub long_size: Option<u64>,
}

/// What all records have in common, at its place.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub nth: usize,
    pub position: usize,
    pub name: NameOffset,
    pub info: Info,
    pub size_or_type: u32,
}

/// Where a type section is wrong, and how.
pub(crate) type ScanError = (Place, Problem);

impl<'a> TypeSection<'a> {
    /// Calls `visit` with every record's head, in order; returns how many there are.
    ///
    /// Each record's place hangs on the one before: this loop is bound by the latency of that chain, some 16 cycles a
    /// type, and so does nothing twice.
    #[inline]
    pub fn scan(
        self,
        layouts: &RecordLayouts,
        visit: impl FnMut(Head),
    ) -> Result<usize, ScanError> {
        // One loop for each byte order, so that it isn't asked for in each step.
        match self.order {
            ByteOrder::Little => self.scan_words(u32::from_le_bytes, layouts, visit),
            ByteOrder::Big => self.scan_words(u32::from_be_bytes, layouts, visit),
        }
    }

    #[inline]
    fn scan_words(
        self,
        word: impl Fn([u8; 4]) -> u32 + Copy,
        layouts: &RecordLayouts,
        mut visit: impl FnMut(Head),
    ) -> Result<usize, ScanError> {
        let mut position = 0;
        let mut nth = 0;
        while let Some(head) = self.head(word, nth, position) {
            position = end(head, layouts)?;
            visit(head);
            nth += 1;
        }
        // The last record ended where the section does, or what is left is no record.
        let problem = match position == self.bytes.len() {
            true if nth <= MAX_TYPE => return Ok(nth),
            true => Problem::TooManyTypes,
            false => Problem::RecordTruncated,
        };
        Err((Place::TypeSection(position), problem))
    }

    /// The bytes of the nth type; none: there are not so many.
    pub fn record(
        self,
        layouts: &RecordLayouts,
        index: &Index,
        nth: usize,
    ) -> Result<Option<&'a [u8]>, ScanError> {
        let Some(&place) = index.places.get(nth / STRIDE) else {
            return Ok(None);
        };
        let word = match self.order {
            ByteOrder::Little => u32::from_le_bytes,
            ByteOrder::Big => u32::from_be_bytes,
        };
        let mut position = usize::try_from(place).unwrap_or(usize::MAX);
        for before in nth - nth % STRIDE..=nth {
            let Some(head) = self.head(word, before, position) else {
                return Ok(None);
            };
            let end = end(head, layouts)?;
            if before == nth {
                return Ok(self.bytes.get(position..end));
            }
            position = end;
        }
        Ok(None)
    }

    /// What is at `position`; none: less than any record.
    #[inline]
    fn head(self, word: impl Fn([u8; 4]) -> u32, nth: usize, position: usize) -> Option<Head> {
        let bytes: &[u8; RECORD] = self.bytes.get(position..)?.first_chunk()?;
        let &[n0, n1, n2, n3, i0, i1, i2, i3, s0, s1, s2, s3] = bytes;
        Some(Head {
            nth,
            position,
            name: NameOffset(word([n0, n1, n2, n3])),
            info: Info(word([i0, i1, i2, i3])),
            size_or_type: word([s0, s1, s2, s3]),
        })
    }
}

/// Where the record ends: perhaps behind the section's end.
#[inline]
fn end(head: Head, layouts: &RecordLayouts) -> Result<usize, ScanError> {
    let kind = head.info.kind_number();
    let problem = match layouts[usize::from(kind)].length(head.info.vlen()) {
        Some(length) => {
            let end = usize::try_from(length).ok();
            match end.and_then(|length| head.position.checked_add(length)) {
                Some(end) => return Ok(end),
                None => Problem::RecordTruncated,
            }
        }
        None => Problem::UnknownKind { kind },
    };
    Err((Place::TypeSection(head.position), problem))
}

impl Index {
    pub const fn new() -> Self {
        Self {
            places: Vec::new(),
            count: 0,
            marks_signed_enums: false,
            long_size: None,
        }
    }

    /// Takes note of one record; `is_long` says whether a name is that of the type `long`.
    #[inline]
    pub fn note(&mut self, head: Head, is_long: impl Fn(NameOffset) -> bool) {
        if head.nth % STRIDE == 0 {
            self.places
                .push(u32::try_from(head.position).unwrap_or(u32::MAX));
        }
        self.count = head.nth + 1;
        match head.info.kind() {
            Kind::Enum | Kind::Enum64 => self.marks_signed_enums |= head.info.kind_flag(),
            Kind::Int if self.long_size.is_none() && is_long(head.name) => {
                self.long_size = Some(head.size_or_type.into());
            }
            _ => {}
        }
    }
}
