// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The kernel's allocators, as far as the driver uses them.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::c_void;
use std::ptr;

pub const PAGE: usize = 4096;

thread_local! {
    /// What the driver holds.
    static MEMORY: RefCell<HashMap<usize, Layout>> = RefCell::default();
    /// How many allocations will be made before none is.
    pub static ALLOCATIONS: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// How many pieces of memory the driver holds.
pub fn held() -> usize {
    MEMORY.with_borrow(HashMap::len)
}

fn allocate(layout: Layout) -> *mut c_void {
    assert_ne!(layout.size(), 0);
    let left = ALLOCATIONS.get();
    if left == 0 {
        return ptr::null_mut();
    }
    ALLOCATIONS.set(left - 1);
    // SAFETY: the size is not 0.
    let memory = unsafe { alloc_zeroed(layout) };
    MEMORY.with_borrow_mut(|held| held.insert(memory.addr(), layout));
    memory.cast()
}

#[unsafe(no_mangle)]
extern "C" fn ram_page_size() -> usize {
    PAGE
}

#[unsafe(no_mangle)]
extern "C" fn ram_allocate(size: usize) -> *mut c_void {
    allocate(Layout::from_size_align(size, 16).unwrap())
}

#[unsafe(no_mangle)]
extern "C" fn ram_free(memory: *mut c_void) {
    if memory.is_null() {
        return;
    }
    let layout = MEMORY.with_borrow_mut(|held| held.remove(&memory.addr()));
    let layout = layout.expect("freed twice, or never allocated");
    // SAFETY: it was allocated with this layout, and not freed since.
    unsafe { dealloc(memory.cast(), layout) };
}

#[unsafe(no_mangle)]
extern "C" fn ram_allocate_page() -> *mut c_void {
    allocate(Layout::from_size_align(PAGE, PAGE).unwrap())
}

#[unsafe(no_mangle)]
extern "C" fn ram_free_page(page: *mut c_void) {
    assert!(page.addr() % PAGE == 0);
    ram_free(page);
}

// SAFETY, for both below: the driver passes memory of that size.

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_copy(to: *mut c_void, from: *const c_void, size: usize) {
    // SAFETY: see above.
    unsafe { to.cast::<u8>().copy_from_nonoverlapping(from.cast(), size) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_clear(memory: *mut c_void, size: usize) {
    // SAFETY: see above.
    unsafe { memory.cast::<u8>().write_bytes(0, size) };
}
