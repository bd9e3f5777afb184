// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The kernel's allocators, as far as the driver uses them.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::collections::BTreeMap;
use std::ffi::{c_uchar, c_void};
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether memory has run out.
pub static EXHAUSTED: AtomicBool = AtomicBool::new(false);

/// What the driver holds.
static MEMORY: Mutex<BTreeMap<usize, Layout>> = Mutex::new(BTreeMap::new());

/// How many pieces of memory the driver holds.
pub fn held() -> usize {
    MEMORY.lock().unwrap().len()
}

pub fn allocate(size: usize, alloc: unsafe fn(Layout) -> *mut u8) -> *mut c_void {
    if EXHAUSTED.load(Ordering::Relaxed) {
        return ptr::null_mut();
    }
    let layout = Layout::from_size_align(size, 16).unwrap();
    assert_ne!(size, 0);
    // SAFETY: the size is not 0.
    let memory = unsafe { alloc(layout) };
    MEMORY.lock().unwrap().insert(memory.addr(), layout);
    memory.cast()
}

pub fn free(memory: *mut c_void) {
    if memory.is_null() {
        return;
    }
    let layout = MEMORY.lock().unwrap().remove(&memory.addr());
    let layout = layout.expect("freed twice, or never allocated");
    // SAFETY: it was allocated with this layout, and not freed since.
    unsafe { dealloc(memory.cast(), layout) };
}

// SAFETY, for all below: the driver passes what these functions gave it, and ranges within that.

#[unsafe(no_mangle)]
extern "C" fn char_device_allocate(size: usize) -> *mut c_void {
    allocate(size, alloc)
}

#[unsafe(no_mangle)]
extern "C" fn char_device_free(memory: *mut c_void) {
    free(memory);
}

#[unsafe(no_mangle)]
extern "C" fn char_device_allocate_pages(size: usize) -> *mut c_void {
    assert_eq!(size % 4096, 0);
    allocate(size, alloc_zeroed)
}

#[unsafe(no_mangle)]
extern "C" fn char_device_free_pages(address: *mut c_void) {
    free(address);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_copy(to: *mut c_void, from: *const c_void, size: usize) {
    // SAFETY: see above.
    unsafe { ptr::copy_nonoverlapping(from.cast::<u8>(), to.cast(), size) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_fill(to: *mut c_void, byte: c_uchar, size: usize) {
    // SAFETY: see above.
    unsafe { to.cast::<u8>().write_bytes(byte, size) };
}
