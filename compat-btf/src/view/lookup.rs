// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What reading a struct asks of a view: records, names, and what its encoder tells.

use std::cmp::Ordering;

use super::Btf;
use crate::error::Problem;
use crate::kind::Kind;
use crate::record::{NameOffset, Record, TypeId};

impl<'a> Btf<'a> {
    /// The record of a type other than `void`.
    pub(crate) fn record(&self, id: TypeId) -> Result<Record<'a>, Problem> {
        let Some(nth) = id.0.checked_sub(self.first_id) else {
            return match self.base {
                Some(base) => base.record(id),
                None => Err(Problem::WrongKind {
                    found: Kind::Void,
                    expected: "a type with a record",
                }),
            };
        };
        let index = self.index().map_err(|error| error.problem)?;
        let bytes = self
            .types
            .record(&self.layouts, index, nth as usize)
            .map_err(|(_, problem)| problem)?;
        bytes
            .and_then(|bytes| Record::read(id, bytes, self.types.order))
            .ok_or_else(|| Problem::NoSuchType {
                last: TypeId(self.id(index.count).0.saturating_sub(1)),
            })
    }

    /// The string at that offset; none: the offset is 0, which stands for no name.
    pub(crate) fn string(&self, name: NameOffset) -> Result<Option<&'a str>, Problem> {
        let unknown = Problem::NoSuchString { offset: name.0 };
        if name.0 == 0 {
            return Ok(None);
        }
        let Some(start) = name.0.checked_sub(self.first_string) else {
            return self.base.ok_or(unknown)?.string(name);
        };
        let start = start as usize;
        let begins = start == 0 || self.strings.get(start - 1) == Some(&0);
        let text = self.strings.get(start..).filter(|_| begins);
        let text = text.ok_or_else(|| unknown.clone())?;
        let length = text
            .iter()
            .position(|&byte| byte == 0)
            .ok_or_else(|| unknown.clone())?;
        match std::str::from_utf8(&text[..length]) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(unknown),
        }
    }

    /// The size of a pointer in bytes.
    pub(crate) fn pointer_size(&self) -> Result<u64, Problem> {
        let size = match (self.pointer_size, self.base) {
            (Some(size), _) => Some(size),
            (None, Some(base)) => return base.pointer_size(),
            (None, None) => self.index().map_err(|error| error.problem)?.long_size,
        };
        size.filter(|size| matches!(size, 4 | 8))
            .ok_or(Problem::PointerSize)
    }

    /// Whether an enum that is not marked signed is unsigned: its encoder marks those that are signed.
    pub(crate) fn marks_signed_enums(&self) -> Result<bool, Problem> {
        let index = self.index().map_err(|error| error.problem)?;
        let base = match self.base {
            Some(base) => base.marks_signed_enums()?,
            None => false,
        };
        Ok(base || index.marks_signed_enums)
    }

    /// The [`start`] of the string at that offset.
    #[inline]
    pub(super) fn start(&self, name: NameOffset) -> u32 {
        match name.0.checked_sub(self.first_string) {
            Some(at) => start(self.strings.get(at as usize..).unwrap_or_default()),
            None => self.base.map_or(0, |base| base.start(name)),
        }
    }

    /// How the string at that offset compares with `text`; one that is not there is less.
    #[inline]
    pub(super) fn compare(&self, name: NameOffset, text: &[u8]) -> Ordering {
        let Some(start) = name.0.checked_sub(self.first_string) else {
            let base = self.base.map(|base| base.compare(name, text));
            return base.unwrap_or(Ordering::Less);
        };
        let rest = self.strings.get(start as usize..).unwrap_or_default();
        match rest.split_at_checked(text.len()) {
            // Its end is less than any text.
            Some((same, end)) => same.cmp(text).then(end.first().cmp(&Some(&0))),
            None => rest.cmp(text),
        }
    }

    /// Whether the string at that offset is `text`.
    #[inline]
    pub(super) fn is_string(&self, name: NameOffset, text: &[u8]) -> bool {
        let Some(start) = name.0.checked_sub(self.first_string) else {
            return self.base.is_some_and(|base| base.is_string(name, text));
        };
        let start = start as usize;
        let end = start.saturating_add(text.len());
        // The end first: few strings have one just there.
        self.strings.get(end) == Some(&0) && self.strings.get(start..end) == Some(text)
    }
}

/// The first four bytes of a string, without what follows its end, as a number in the order of strings.
#[inline]
pub(super) fn start(text: &[u8]) -> u32 {
    match text.first_chunk() {
        Some(word) if !word.contains(&0) => u32::from_be_bytes(*word),
        _ => {
            let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
            let mut word = [0; 4];
            word.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            u32::from_be_bytes(word)
        }
    }
}
