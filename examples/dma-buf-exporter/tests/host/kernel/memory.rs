// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The kernel's allocators and locks, as far as the driver uses them.

use super::FAILURE;
use compat_core::Errno;
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::ptr;

pub const PAGE: usize = 4096;

thread_local! {
    /// What the driver holds.
    static MEMORY: RefCell<HashMap<usize, Layout>> = RefCell::default();
}

/// How many pieces of memory the driver holds.
pub fn held() -> usize {
    MEMORY.with_borrow(HashMap::len)
}

// SAFETY, for all below: the driver passes what these functions gave it.

#[unsafe(no_mangle)]
extern "C" fn exporter_page_size() -> usize {
    PAGE
}

#[unsafe(no_mangle)]
extern "C" fn exporter_allocate(size: usize) -> *mut c_void {
    if FAILURE.get() == Some(Errno::ENOMEM) {
        return ptr::null_mut();
    }
    let layout = Layout::from_size_align(size, 16).unwrap();
    assert_ne!(size, 0);
    // SAFETY: the size is not 0.
    let memory = unsafe { alloc_zeroed(layout) };
    MEMORY.with_borrow_mut(|held| held.insert(memory.addr(), layout));
    memory.cast()
}

#[unsafe(no_mangle)]
extern "C" fn exporter_free(memory: *mut c_void) {
    if memory.is_null() {
        return;
    }
    let layout = MEMORY.with_borrow_mut(|held| held.remove(&memory.addr()));
    // SAFETY: it was allocated with this layout, and not freed since.
    unsafe {
        dealloc(
            memory.cast(),
            layout.expect("freed twice, or never allocated"),
        )
    };
}

#[unsafe(no_mangle)]
extern "C" fn exporter_allocate_pages(size: usize) -> *mut c_void {
    assert_eq!(size % PAGE, 0);
    exporter_allocate(size)
}

#[unsafe(no_mangle)]
extern "C" fn exporter_free_pages(address: *mut c_void) {
    exporter_free(address);
}

/// A lock is a `bool`: whether it is taken.
#[unsafe(no_mangle)]
extern "C" fn exporter_new_lock() -> *mut c_void {
    exporter_allocate(1)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_free_lock(lock: *mut c_void) {
    // SAFETY: see above.
    assert!(unsafe { !*lock.cast::<bool>() });
    exporter_free(lock);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_lock(lock: *mut c_void) {
    // SAFETY: see above.
    assert!(!unsafe { lock.cast::<bool>().replace(true) }, "deadlock");
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_unlock(lock: *mut c_void) {
    // SAFETY: see above.
    assert!(unsafe { lock.cast::<bool>().replace(false) });
}
