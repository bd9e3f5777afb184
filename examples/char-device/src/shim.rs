// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The C side of the driver (`kernel/char_shim.c`), as Rust sees it.

use compat_core::types::*;

/// A `struct mutex`, which only C knows.
#[repr(C)]
pub struct Mutex {
    _opaque: [u8; 0],
}

/// A `wait_queue_head_t`, which only C knows.
#[repr(C)]
pub struct WaitQueue {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    /// Bytes that hold anything, or null.
    pub fn char_device_allocate(size: usize) -> *mut c_void;
    pub fn char_device_free(memory: *mut c_void);
    /// Whole pages of zeroes that programs may map, or null.
    pub fn char_device_allocate_pages(size: usize) -> *mut c_void;
    pub fn char_device_free_pages(address: *mut c_void);
    pub fn char_device_copy(to: *mut c_void, from: *const c_void, size: usize);
    pub fn char_device_fill(to: *mut c_void, byte: c_uchar, size: usize);
    /// How many bytes were not copied. May sleep.
    pub fn char_device_copy_to_user(user: *mut c_char, from: *const c_void, size: usize) -> usize;
    /// How many bytes were not copied; `to` has zeroes in their place. May sleep.
    pub fn char_device_copy_from_user(to: *mut c_void, user: *const c_char, size: usize) -> usize;
    /// The pointer that a 32-bit program passed.
    pub fn char_device_compat_pointer(argument: c_ulong) -> c_ulong;

    pub fn char_device_new_lock() -> *mut Mutex;
    pub fn char_device_free_lock(lock: *mut Mutex);
    pub fn char_device_lock(lock: *mut Mutex);
    pub fn char_device_unlock(lock: *mut Mutex);

    pub fn char_device_new_queue() -> *mut WaitQueue;
    pub fn char_device_free_queue(queue: *mut WaitQueue);
    /// Sleeps until the number is another one and the queue is woken: 0, or `-ERESTARTSYS` after a signal.
    pub fn char_device_wait(queue: *mut WaitQueue, number: *const u32, seen: u32) -> c_int;
    pub fn char_device_wake(queue: *mut WaitQueue);
    pub fn char_device_poll_wait(
        file: *mut file,
        queue: *mut WaitQueue,
        table: *mut poll_table_struct,
    );

    /// The device that is being opened, before the file has a private pointer of ours.
    pub fn char_device_opened(file: *const file) -> *mut c_void;
    pub fn char_device_inode(file: *const file) -> *mut inode;
    pub fn char_device_private(file: *const file) -> *mut c_void;
    pub fn char_device_set_private(file: *mut file, private: *mut c_void);
    pub fn char_device_position(file: *const file) -> loff_t;
    pub fn char_device_set_position(file: *mut file, position: loff_t);
    pub fn char_device_appends(file: *const file) -> bool;
    pub fn char_device_waits(file: *const file) -> bool;
    pub fn char_device_may_write(file: *const file) -> bool;

    pub fn char_device_area_offset(area: *const vm_area_struct) -> u64;
    pub fn char_device_area_size(area: *const vm_area_struct) -> u64;
    pub fn char_device_map_area(area: *mut vm_area_struct, address: *mut c_void) -> c_int;

    pub fn char_device_report(op: *const c_char, fault: *const c_char);
}
