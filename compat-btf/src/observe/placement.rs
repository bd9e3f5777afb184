// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How the members of a struct lie: what C's rules give, and what only attributes do.

use compat_data::observation::Placement;

use super::extent::Extent;
use crate::error::Problem;

/// One member's place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// Empty: it has none.
    pub name: &'a str,
    pub extent: Extent,
    pub bit_offset: u64,
    pub bit_width: Option<u64>,
}

impl Field<'_> {
    /// The bit behind its last one.
    fn end(&self) -> Option<u64> {
        let width = match self.bit_width {
            Some(width) => width,
            None => self.extent.size.checked_mul(8)?,
        };
        self.bit_offset.checked_add(width)
    }

    /// Where C puts it behind the bits that end at `end`: bit-fields share the storage unit of their type as long as
    /// they fit, in the ABIs of all architectures of Linux.
    fn natural_offset(&self, end: u64) -> u64 {
        match self.bit_width {
            Some(width) => {
                let unit = self.extent.size * 8;
                match end % unit + width > unit {
                    true => end.next_multiple_of(unit),
                    false => end,
                }
            }
            None => end.next_multiple_of(self.extent.alignment * 8),
        }
    }

    /// Whether its alignment allows the place.
    fn aligned(&self) -> bool {
        match self.bit_width {
            Some(width) => {
                let unit = self.extent.size * 8;
                self.bit_offset % unit + width <= unit
            }
            None => self.bit_offset % (self.extent.alignment * 8) == 0,
        }
    }

    fn title(&self) -> String {
        match self.name {
            "" => "(unnamed)".to_owned(),
            name => name.to_owned(),
        }
    }
}

/// The alignment of a struct or union with these members, sorted by offset, and how they lie.
///
/// Type information has no attributes: like libbpf's `btf__align_of`, this takes for packed, and so for aligned to 1,
/// what lies where C would not put it.
pub(super) fn place(
    fields: &[Field<'_>],
    size: u64,
    union: bool,
) -> Result<(u64, Placement), Problem> {
    let mut alignment = 1;
    let mut placement = Placement::Natural;
    let mut end = 0;
    let mut last: Option<&Field<'_>> = None;
    for field in fields {
        let outside = || Problem::Outside {
            member: field.title(),
        };
        let field_end = field.end().filter(|&end| end <= size * 8);
        let field_end = field_end.ok_or_else(outside)?;
        match field.bit_width {
            Some(_) if !matches!(field.extent.size, 1 | 2 | 4 | 8 | 16) => {
                let what = "a bit-field of a type that is no integer";
                return Err(Problem::Meaningless { what });
            }
            Some(width) if width > field.extent.size * 8 => return Err(outside()),
            None if field.bit_offset % 8 != 0 => {
                let what = "a member that begins within a byte";
                return Err(Problem::Meaningless { what });
            }
            _ => {}
        }
        if union {
            if field.bit_offset != 0 {
                let what = "a member of a union that is not at its beginning";
                return Err(Problem::Meaningless { what });
            }
        } else if field.bit_offset < end {
            return Err(Problem::Overlap {
                first: last.map_or_else(String::new, Field::title),
                second: field.title(),
            });
        } else if placement == Placement::Natural && field.bit_offset > field.natural_offset(end) {
            placement = Placement::Padded;
        }
        if !field.aligned() || (!union && field.bit_offset < field.natural_offset(end)) {
            placement = Placement::Packed;
        }
        alignment = alignment.max(field.extent.alignment);
        if field_end >= end {
            end = field_end;
            last = Some(field);
        }
    }
    let bytes = end.div_ceil(8);
    if size % alignment != 0 {
        placement = Placement::Packed;
    } else if placement == Placement::Natural && size > bytes.next_multiple_of(alignment) {
        placement = Placement::Padded;
    }
    match placement {
        Placement::Packed => Ok((1, Placement::Packed)),
        other => Ok((alignment, other)),
    }
}
