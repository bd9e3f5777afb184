// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The contents of a disk, in single pages: as much as the memory has, however scattered.

use crate::shim;
use compat_core::{Errno, Result, types::*};
use core::num::NonZero;
use core::ops::Range;
use core::ptr;

/// Zeroed pages, one after the other.
///
/// Only the kernel's `memcpy` and `memset` touch what they hold. Two requests for the same sectors at the same time are
/// the user's own race, as on any disk, and none of Rust's.
pub struct Store {
    /// `count` pointers to whole pages, none of them null.
    pages: *mut *mut c_void,
    count: usize,
    page_size: PageSize,
    /// How many of their bytes count.
    size: usize,
}

/// Division by it can't fail: the kernel has no panic of Rust's.
type PageSize = NonZero<usize>;

/// Where bytes come from, or go to.
#[derive(Clone, Copy)]
pub enum Side {
    /// Read from the store to here, where there is room for all.
    To(*mut c_void),
    /// Write to the store from here.
    From(*const c_void),
    /// Write zeroes.
    Zeroes,
}

impl Store {
    /// So many bytes.
    pub fn allocate(size: usize) -> Result<Store> {
        // SAFETY: the shim's allocators take any size and return null when they can't.
        unsafe {
            let page_size = PageSize::new(shim::ram_page_size()).ok_or(Errno::EINVAL)?;
            let count = size / page_size + usize::from(size % page_size != 0);
            let table = match count.checked_mul(size_of::<*mut c_void>()) {
                None | Some(0) => return Err(Errno::EINVAL),
                Some(size) => shim::ram_allocate(size).cast::<*mut c_void>(),
            };
            if table.is_null() {
                return Err(Errno::ENOMEM);
            }
            let mut store = Store {
                pages: table,
                count: 0,
                page_size,
                size,
            };
            while store.count < count {
                let page = shim::ram_allocate_page();
                if page.is_null() {
                    store.free();
                    return Err(Errno::ENOMEM);
                }
                table.add(store.count).write(page);
                store.count += 1;
            }
            Ok(store)
        }
    }

    /// # Safety
    /// Nobody uses the store any more.
    pub unsafe fn free(&mut self) {
        // SAFETY: the caller's promise; each part was allocated by the shim's counterpart.
        unsafe {
            for index in 0..self.count {
                shim::ram_free_page(self.pages.add(index).read());
            }
            shim::ram_free(self.pages.cast());
        }
        self.pages = ptr::null_mut();
        self.count = 0;
        self.size = 0;
    }

    /// How many bytes it holds.
    pub fn size(&self) -> usize {
        self.size
    }

    /// These bytes of the store, if it has them all.
    pub fn range(&self, start: u64, length: usize) -> Option<Range<usize>> {
        let start = usize::try_from(start).ok()?;
        let end = start.checked_add(length)?;
        (end <= self.size).then_some(start..end)
    }

    /// Moves these bytes, which the store has, to or from the other side.
    ///
    /// # Safety
    /// The other side has room for, or holds, as many bytes, and `range` comes from [`Store::range`].
    pub unsafe fn copy(&self, range: Range<usize>, side: Side) {
        let mut moved = 0;
        for piece in pieces(range, self.page_size) {
            // SAFETY: the caller's promise: the piece lies within the store, and as far into the other side as what was
            // moved before.
            unsafe {
                let memory = self.pages.add(piece.page).read().byte_add(piece.offset);
                match side {
                    Side::To(to) => shim::ram_copy(to.byte_add(moved), memory, piece.length),
                    Side::From(from) => shim::ram_copy(memory, from.byte_add(moved), piece.length),
                    Side::Zeroes => shim::ram_clear(memory, piece.length),
                }
            }
            moved += piece.length;
        }
    }
}

/// The part of a range that lies in one page.
struct Piece {
    page: usize,
    offset: usize,
    length: usize,
}

/// The range, page by page.
fn pieces(range: Range<usize>, page_size: PageSize) -> impl Iterator<Item = Piece> {
    let mut rest = range;
    core::iter::from_fn(move || {
        let offset = rest.start % page_size;
        let length = (page_size.get() - offset).min(rest.len());
        let piece = Piece {
            page: rest.start / page_size,
            offset,
            length,
        };
        rest.start += length;
        (length > 0).then_some(piece)
    })
}
