// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What `kernel/char_shim.c` does in the kernel, for a program on the host; where the kernel would deadlock or complain, it panics.

mod memory;
mod sync;

pub use memory::{EXHAUSTED, held};
pub use sync::{interrupted, waiters};

use char_device::{DeviceOps, char_device_operations};
use compat_core::types::*;
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_ulong, c_void};
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicPtr, Ordering};

pub type FilePtr = *mut file;
pub type InodePtr = *mut inode;

thread_local! {
    /// How many bytes of a program's memory can be touched before there is no more.
    pub static USER_LIMIT: Cell<usize> = const { Cell::new(usize::MAX) };
    /// Whether the lock of the program's address space is held, as it is when `mmap` is called.
    pub static IN_MMAP: Cell<bool> = const { Cell::new(false) };
    /// How often this thread has asked to be woken by a poll.
    pub static POLLED: Cell<usize> = const { Cell::new(0) };
}

/// The arguments that the driver found wrong.
pub static FAULTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The table that the kernel was given.
pub static TABLE: &DeviceOps = &char_device_operations;

/// `THIS_MODULE`.
#[unsafe(no_mangle)]
pub static mut __this_module: u8 = 0;

/// `struct file`, as far as the driver asks.
pub struct File {
    pub inode: InodePtr,
    pub position: AtomicI64,
    pub appends: bool,
    pub waits: bool,
    pub may_write: bool,
    pub private: AtomicPtr<c_void>,
}

/// `struct vm_area_struct`.
pub struct Area {
    pub offset: u64,
    pub size: u64,
    pub memory: *mut c_void,
}

unsafe extern "C" {
    /// src/device.rs
    pub fn char_device_create() -> *mut c_void;
    pub fn char_device_destroy(device: *mut c_void);
}

// SAFETY, for all below: the driver passes what these functions gave it, or what the test passed to an op. What lies
// behind the kernel's opaque types is the struct of the same meaning above.

/// What the test passed as a file.
unsafe fn of<'a>(file: *const file) -> &'a File {
    // SAFETY: see above.
    unsafe { &*file.cast::<File>() }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_opened(file: *const file) -> *mut c_void {
    // SAFETY: see above.
    unsafe { of(file) }.private.load(Ordering::Relaxed)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_inode(file: *const file) -> *mut inode {
    // SAFETY: see above.
    unsafe { of(file) }.inode
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_private(file: *const file) -> *mut c_void {
    // SAFETY: see above.
    unsafe { of(file) }.private.load(Ordering::Relaxed)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_set_private(file: *mut file, private: *mut c_void) {
    // SAFETY: see above.
    unsafe { of(file) }
        .private
        .store(private, Ordering::Relaxed);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_position(file: *const file) -> loff_t {
    // SAFETY: see above.
    unsafe { of(file) }.position.load(Ordering::Relaxed)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_set_position(file: *mut file, position: loff_t) {
    // SAFETY: see above.
    unsafe { of(file) }
        .position
        .store(position, Ordering::Relaxed);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_appends(file: *const file) -> bool {
    // SAFETY: see above.
    unsafe { of(file) }.appends
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_waits(file: *const file) -> bool {
    // SAFETY: see above.
    unsafe { of(file) }.waits
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_may_write(file: *const file) -> bool {
    // SAFETY: see above.
    unsafe { of(file) }.may_write
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_copy_to_user(
    user: *mut c_char,
    from: *const c_void,
    size: usize,
) -> usize {
    let copied = touched(user, size);
    // SAFETY: see above; so much of the program's memory is there.
    unsafe { ptr::copy_nonoverlapping(from.cast(), user, copied) };
    size - copied
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_copy_from_user(
    to: *mut c_void,
    user: *const c_char,
    size: usize,
) -> usize {
    let copied = touched(user, size);
    // SAFETY: see above; so much of the program's memory is there.
    unsafe {
        ptr::copy_nonoverlapping(user, to.cast(), copied);
        to.byte_add(copied).write_bytes(0, size - copied);
    }
    size - copied
}

/// How much of a program's memory can be touched there; none of what is near address 0.
fn touched(user: *const c_char, size: usize) -> usize {
    assert!(
        !sync::is_locked(),
        "a program's memory is touched with a lock held"
    );
    match user.addr() < 4096 {
        true => 0,
        false => size.min(USER_LIMIT.get()),
    }
}

/// A 32-bit program's pointers get this added, so that a test sees where it was done.
pub const COMPAT_BASE: c_ulong = 0x1_0000_0000;

#[unsafe(no_mangle)]
extern "C" fn char_device_compat_pointer(argument: c_ulong) -> c_ulong {
    argument - COMPAT_BASE
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_area_offset(area: *const vm_area_struct) -> u64 {
    // SAFETY: see above.
    unsafe { (*area.cast::<Area>()).offset }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_area_size(area: *const vm_area_struct) -> u64 {
    // SAFETY: see above.
    unsafe { (*area.cast::<Area>()).size }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_map_area(
    area: *mut vm_area_struct,
    address: *mut c_void,
) -> c_int {
    // SAFETY: see above.
    unsafe { (*area.cast::<Area>()).memory = address };
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_report(op: *const c_char, fault: *const c_char) {
    if fault.is_null() {
        return;
    }
    // SAFETY: the driver's own texts.
    let [op, fault] = [op, fault].map(|text| unsafe { CStr::from_ptr(text) }.to_str().unwrap());
    FAULTS.lock().unwrap().push(format!("{op}: {fault}"));
}
