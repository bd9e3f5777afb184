// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What `kernel/ram_shim.c` and the kernel's block layer do in the kernel, for a program on the host.

mod memory;

pub use memory::{ALLOCATIONS, PAGE, held};

use compat_core::types::*;
use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_uint, c_ulong, c_void};

pub const SECTOR: usize = 512;

/// `BLOCK_RAM_STATISTICS` of `kernel/block_ram.h`.
pub const STATISTICS: c_uint = 0x8038_6b00;

/// `enum ram_kind` of `kernel/ram.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Read = 0,
    Write = 1,
    Flush = 2,
    Discard = 3,
    WriteZeroes = 4,
    Other = 5,
}

thread_local! {
    /// The driver's reports: an op, and what is wrong with its arguments.
    static REPORTS: RefCell<Vec<(String, Option<String>)>> = RefCell::default();
}

/// The faults that were reported since it was asked last. Which ops were called is told once in a program's life, so that
/// no test can ask for it.
pub fn faults() -> Vec<String> {
    let reports = REPORTS.take();
    reports
        .into_iter()
        .filter_map(|(op, fault)| Some(format!("{op}: {}", fault?)))
        .collect()
}

/// `struct block_device`.
pub struct Device {
    pub disk: *mut gendisk,
}

/// `struct gendisk`.
pub struct Disk {
    pub private: *mut c_void,
}

/// `struct hd_geometry`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    pub heads: u8,
    pub sectors: u8,
    pub cylinders: u16,
}

/// `struct request`.
pub struct Request {
    /// What the queue has.
    pub private: *mut c_void,
    pub kind: Kind,
    pub position: u64,
    pub size: usize,
    pub segments: Vec<Vec<u8>>,
    /// What the driver keeps beside it.
    job: [u64; 8],
    pub state: State,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    New,
    Started,
    Completed,
    /// With what `blk_mq_end_request()` got.
    Ended(c_int),
}

/// `struct blk_mq_queue_data`.
pub struct Queued {
    pub request: *mut request,
}

impl Request {
    pub fn new(private: *mut c_void, kind: Kind, position: u64, size: usize) -> Self {
        Request {
            private,
            kind,
            position,
            size,
            segments: Vec::new(),
            job: [0; 8],
            state: State::New,
        }
    }

    fn advance(&mut self, from: State, to: State) {
        assert_eq!(self.state, from);
        self.state = to;
    }
}

/// Where the kernel's build system has the module itself.
#[unsafe(no_mangle)]
pub static mut __this_module: u8 = 0;

// SAFETY, for all below: the driver passes what these functions gave it, or what the test passed to an op.
// What lies behind the kernel's opaque types is the struct of the same meaning above.

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_disk_of_device(device: *mut block_device) -> *mut gendisk {
    // SAFETY: see above.
    unsafe { (*device.cast::<Device>()).disk }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_disk_private(disk: *mut gendisk) -> *mut c_void {
    // SAFETY: see above.
    unsafe { (*disk.cast::<Disk>()).private }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_set_geometry(
    geometry: *mut hd_geometry,
    heads: u8,
    sectors: u8,
    cylinders: u16,
) {
    let new = Geometry {
        heads,
        sectors,
        cylinders,
    };
    // SAFETY: see above.
    unsafe { geometry.cast::<Geometry>().write(new) };
}

#[unsafe(no_mangle)]
extern "C" fn ram_statistics_command() -> c_uint {
    STATISTICS
}

/// The user's address is one of this program's; 0 is a bad one.
#[unsafe(no_mangle)]
unsafe extern "C" fn ram_copy_to_user(user: c_ulong, from: *const c_void, size: usize) -> c_int {
    if user == 0 {
        return -14;
    }
    let to = std::ptr::with_exposed_provenance_mut::<u8>(user as usize);
    // SAFETY: see above.
    unsafe { to.copy_from_nonoverlapping(from.cast(), size) };
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_queued_request(queued: *const blk_mq_queue_data) -> *mut request {
    // SAFETY: see above.
    unsafe { (*queued.cast::<Queued>()).request }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_request_private(request: *mut request) -> *mut c_void {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).private }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_request_job(request: *mut request) -> *mut c_void {
    // SAFETY: see above.
    unsafe { (&raw mut (*request.cast::<Request>()).job).cast() }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_request_kind(request: *mut request) -> c_uint {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).kind as c_uint }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_request_position(request: *mut request) -> u64 {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).position }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_request_size(request: *mut request) -> usize {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).size }
}

unsafe extern "C" {
    fn block_ram_segment(transfer: *mut c_void, memory: *mut c_void, size: usize) -> c_int;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_each_segment(request: *mut request, transfer: *mut c_void) -> c_int {
    // SAFETY: see above.
    unsafe {
        let request = &mut *request.cast::<Request>();
        assert_eq!(request.state, State::Started);
        for segment in &mut request.segments {
            let error = block_ram_segment(transfer, segment.as_mut_ptr().cast(), segment.len());
            if error != 0 {
                return error;
            }
        }
    }
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_start(request: *mut request) {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).advance(State::New, State::Started) };
}

/// The kernel calls `complete` now or a little later; here the test does.
#[unsafe(no_mangle)]
unsafe extern "C" fn ram_complete(request: *mut request) {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).advance(State::Started, State::Completed) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_end(request: *mut request, error: c_int) {
    // SAFETY: see above.
    unsafe { (*request.cast::<Request>()).advance(State::Completed, State::Ended(error)) };
}

/// The kernel's `errno_to_blk_status()`, of the errors that a test may see: `BLK_STS_OK` and `BLK_STS_IOERR`.
#[unsafe(no_mangle)]
extern "C" fn ram_status(error: c_int) -> blk_status_t {
    match error {
        0 => 0,
        -5 => 10,
        other => panic!("{other}"),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ram_report(op: *const c_char, fault: *const c_char) {
    let text = |text: *const c_char| {
        // SAFETY: null, or one of the driver's own texts.
        (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned())
    };
    REPORTS.with_borrow_mut(|reports| reports.push((text(op).unwrap(), text(fault))));
}
