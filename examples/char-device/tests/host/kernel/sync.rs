// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The kernel's mutex and wait queue.

use super::memory::{allocate, free};
use super::{IN_MMAP, POLLED};
use compat_core::types::*;
use std::alloc::alloc;
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

thread_local! {
    static LOCKED: Cell<bool> = const { Cell::new(false) };
    static INTERRUPTED: Cell<bool> = const { Cell::new(false) };
}

static WAITERS: AtomicUsize = AtomicUsize::new(0);

/// Whether this thread holds the lock.
pub fn is_locked() -> bool {
    LOCKED.get()
}

/// How many threads wait.
pub fn waiters() -> usize {
    WAITERS.load(Ordering::SeqCst)
}

/// Runs that as if a signal came whenever this thread waits.
pub fn interrupted<T>(run: impl FnOnce() -> T) -> T {
    INTERRUPTED.set(true);
    let result = run();
    INTERRUPTED.set(false);
    result
}

/// A lock, or a queue.
#[derive(Default)]
struct Sync {
    taken: Mutex<bool>,
    changed: Condvar,
}

fn create() -> *mut c_void {
    let memory = allocate(size_of::<Sync>(), alloc).cast::<Sync>();
    if !memory.is_null() {
        // SAFETY: it has that size.
        unsafe { memory.write(Sync::default()) };
    }
    memory.cast()
}

unsafe fn destroy(memory: *mut c_void) {
    if memory.is_null() {
        return;
    }
    // SAFETY: see below; nobody uses it any more.
    let sync = unsafe { memory.cast::<Sync>().read() };
    assert!(!*sync.taken.lock().unwrap());
    free(memory);
}

// SAFETY, for all below: the driver passes what these functions gave it.

unsafe fn of<'a>(memory: *mut c_void) -> &'a Sync {
    // SAFETY: see above.
    unsafe { &*memory.cast::<Sync>() }
}

#[unsafe(no_mangle)]
extern "C" fn char_device_new_lock() -> *mut c_void {
    create()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_free_lock(lock: *mut c_void) {
    // SAFETY: see above.
    unsafe { destroy(lock) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_lock(lock: *mut c_void) {
    assert!(!LOCKED.replace(true), "the lock is taken twice");
    assert!(
        !IN_MMAP.get(),
        "the lock is taken below that of an address space"
    );
    // SAFETY: see above.
    let lock = unsafe { of(lock) };
    let mut taken = lock.taken.lock().unwrap();
    while *taken {
        taken = lock.changed.wait(taken).unwrap();
    }
    *taken = true;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_unlock(lock: *mut c_void) {
    assert!(LOCKED.replace(false));
    // SAFETY: see above.
    let lock = unsafe { of(lock) };
    assert!(std::mem::replace(&mut *lock.taken.lock().unwrap(), false));
    lock.changed.notify_one();
}

#[unsafe(no_mangle)]
extern "C" fn char_device_new_queue() -> *mut c_void {
    create()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_free_queue(queue: *mut c_void) {
    // SAFETY: see above.
    unsafe { destroy(queue) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_wait(queue: *mut c_void, number: *const u32, seen: u32) -> c_int {
    assert!(!is_locked(), "a thread waits with a lock held");
    // SAFETY: see above; the number is the driver's, which changes it atomically.
    let (queue, number) = unsafe { (of(queue), AtomicU32::from_ptr(number.cast_mut())) };
    let mut guard = queue.taken.lock().unwrap();
    WAITERS.fetch_add(1, Ordering::SeqCst);
    let mut interrupted = false;
    while number.load(Ordering::SeqCst) == seen && !interrupted {
        interrupted = INTERRUPTED.get();
        if !interrupted {
            guard = queue.changed.wait(guard).unwrap();
        }
    }
    WAITERS.fetch_sub(1, Ordering::SeqCst);
    drop(guard);
    if interrupted { -512 } else { 0 }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_wake(queue: *mut c_void) {
    // SAFETY: see above.
    let queue = unsafe { of(queue) };
    drop(queue.taken.lock().unwrap());
    queue.changed.notify_all();
}

#[unsafe(no_mangle)]
unsafe extern "C" fn char_device_poll_wait(
    _: *mut file,
    queue: *mut c_void,
    _: *mut poll_table_struct,
) {
    assert!(!queue.is_null() && !is_locked());
    POLLED.set(POLLED.get() + 1);
}
