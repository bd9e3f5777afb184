// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//! One method for all kernels, called through each one's table: what it is handed, and what the kernel gets of its result.
#![forbid(unsafe_op_in_unsafe_fn)]

use std::cell::Cell;
use std::ptr::without_provenance_mut as at;

use compat_core::{Errno, KernelResult, Result, kernel_ops, types::*};

thread_local! {
    /// What the methods answer next.
    static ANSWER: Cell<std::result::Result<usize, Errno>> = const { Cell::new(Ok(0)) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

fn answer() -> Result<usize> {
    CALLS.set(CALLS.get() + 1);
    ANSWER.get()
}

/// Calls a member through the table while the methods answer this; sees that one method was called.
macro_rules! call {
    ($answer:expr, $table:ident.$member:ident($($argument:expr),*)) => {{
        ANSWER.set($answer);
        CALLS.set(0);
        let function = $table.$member.expect(stringify!($member));
        let result = unsafe { function($($argument),*) };
        assert_eq!(CALLS.get(), 1);
        result
    }};
}

struct Refused(c_int);

impl From<Refused> for Errno {
    fn from(refused: Refused) -> Self {
        Self::new(refused.0).unwrap()
    }
}

enum Status {
    Waiting,
}

impl KernelResult<c_int> for Status {
    fn into_kernel(self) -> c_int {
        match self {
            Self::Waiting => 44,
        }
    }
}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn attach(
        buf: *mut dma_buf,
        device: Option<*mut device>,
        attachment: *mut dma_buf_attachment,
    ) -> Result<()> {
        assert_eq!((buf, attachment), (at(0x10), at(0x30)));
        let passed = cfg!(not(kernel_since = "4.19")).then_some(at(0x20));
        assert_eq!(device, passed);
        answer().map(drop)
    }

    fn detach(attachment: *mut dma_buf_attachment) {
        assert_eq!(attachment, at(0x31));
        let _ = answer();
    }

    #[kernel(since = "5.7")]
    fn pin() -> Status {
        let _ = answer();
        Status::Waiting
    }

    #[kernel(since = "5.7")]
    fn unpin() {
        let _ = answer();
    }

    /// # Safety
    /// The table is one of ours.
    unsafe fn map_dma_buf(
        attachment: *mut dma_buf_attachment,
        direction: dma_data_direction,
    ) -> Result<*mut sg_table> {
        assert_eq!((attachment, direction), (at(0x34), DMA_TO_DEVICE));
        answer().map(at)
    }

    #[kernel(args(_, table, direction))]
    fn unmap_dma_buf(direction: dma_data_direction, table: *mut sg_table) {
        assert_eq!((table, direction), (at(0x41), DMA_FROM_DEVICE));
        let _ = answer();
    }

    fn release() {
        let _ = answer();
    }

    #[kernel(args(buf, _, length, direction))]
    fn begin_cpu_access(
        buf: *mut dma_buf,
        length: Option<size_t>,
        direction: dma_data_direction,
    ) -> std::result::Result<(), Refused> {
        assert_eq!((buf, direction), (at(0x13), DMA_BIDIRECTIONAL));
        assert_eq!(length, cfg!(not(kernel_since = "4.6")).then_some(4096));
        let _ = answer();
        Err(Refused(7))
    }

    fn end_cpu_access(
        start: Option<size_t>,
        length: Option<size_t>,
        direction: Option<dma_data_direction>,
    ) -> Result<()> {
        let passed = cfg!(not(kernel_since = "4.6"));
        assert_eq!((start, length), (passed.then_some(1), passed.then_some(2)));
        assert_eq!(direction, Some(DMA_NONE));
        answer().map(drop)
    }

    // Up to 4.18 by its new name, up to 5.5 by its old one.
    #[kernel(until = "4.18")]
    fn map_atomic(buf: *mut dma_buf, page: c_ulong) -> Result<*mut c_void> {
        assert_eq!((buf, page), (at(0x15), c_ulong::MAX));
        answer().map(at)
    }

    #[kernel(until = "5.5")]
    fn kmap(page: c_ulong) -> Result<*mut c_void> {
        assert_eq!(page, 7);
        answer().map(at)
    }

    fn mmap(area: *mut vm_area_struct) {
        assert_eq!(area, at(0x60));
        let _ = answer();
    }
}

fn main() {
    let table = ExporterOps::TABLE;
    for (given, taken) in [(Ok(5), 0), (Err(Errno::ENOMEM), -12), (Err(Errno::EIO), -5)] {
        #[cfg(not(kernel_since = "4.19"))]
        assert_eq!(
            call!(given, table.attach(at(0x10), at(0x20), at(0x30))),
            taken
        );
        #[cfg(kernel_since = "4.19")]
        assert_eq!(call!(given, table.attach(at(0x10), at(0x30))), taken);
        // Where the kernel takes nothing, the error is lost.
        #[cfg(not(kernel_since = "4.6"))]
        let () = call!(given, table.end_cpu_access(at(0x14), 1, 2, DMA_NONE));
        #[cfg(kernel_since = "4.6")]
        assert_eq!(
            call!(given, table.end_cpu_access(at(0x14), DMA_NONE)),
            taken
        );
    }
    call!(Ok(0), table.detach(at(0x11), at(0x31)));
    #[cfg(kernel_since = "5.7")]
    {
        assert_eq!(call!(Ok(0), table.pin(at(0x32))), 44);
        call!(Ok(0), table.unpin(at(0x33)));
    }
    // An error is the pointer that ERR_PTR makes of it.
    let pointers = [
        (Ok(0), 0),
        (Ok(0x40), 0x40),
        (Err(Errno::ENOMEM), -12_isize as usize),
    ];
    for (given, taken) in pointers {
        let mapped = call!(given, table.map_dma_buf(at(0x34), DMA_TO_DEVICE));
        assert_eq!(mapped.addr(), taken);
        #[cfg(not(kernel_since = "4.12"))]
        {
            let mapped = call!(given, table.kmap_atomic(at(0x15), c_ulong::MAX));
            assert_eq!(mapped.addr(), taken);
            assert_eq!(call!(given, table.kmap(at(0x17), 7)).addr(), taken);
        }
        #[cfg(all(kernel_since = "4.12", not(kernel_since = "4.19")))]
        {
            let mapped = call!(given, table.map_atomic(at(0x15), c_ulong::MAX));
            assert_eq!(mapped.addr(), taken);
        }
        #[cfg(all(kernel_since = "4.12", not(kernel_since = "5.6")))]
        assert_eq!(call!(given, table.map(at(0x17), 7)).addr(), taken);
    }
    call!(
        Ok(0),
        table.unmap_dma_buf(at(0x35), at(0x41), DMA_FROM_DEVICE)
    );
    call!(Ok(0), table.release(at(0x12)));
    #[cfg(not(kernel_since = "4.6"))]
    let begun = call!(
        Ok(0),
        table.begin_cpu_access(at(0x13), 1, 4096, DMA_BIDIRECTIONAL)
    );
    #[cfg(kernel_since = "4.6")]
    let begun = call!(Ok(0), table.begin_cpu_access(at(0x13), DMA_BIDIRECTIONAL));
    assert_eq!(begun, -7);
    assert_eq!(call!(Ok(0), table.mmap(at(0x19), at(0x60))), 0);
}
