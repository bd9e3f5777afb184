// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//! Methods written once for all kernels, called through the table by each kernel's own prototype: every way to adapt
//! arguments and results, with success and with failure.
#![forbid(unsafe_op_in_unsafe_fn)]

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::ptr::{null_mut, without_provenance_mut as at};

use compat_core::{Errno, KernelResult, kernel_ops, types::*};

thread_local! {
    /// What the method of that name got.
    static CALLS: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
    static FAILS: Cell<bool> = const { Cell::new(false) };
}

fn called(name: &'static str, arguments: impl Debug) {
    CALLS.with_borrow_mut(|calls| calls.push((name, format!("{arguments:?}"))));
}

/// An error of the driver's own.
enum Failure {
    Busy,
    Kernel(Errno),
}

impl From<Failure> for Errno {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Busy => Errno::EBUSY,
            Failure::Kernel(error) => error,
        }
    }
}

fn unless_it_fails<T>(value: T) -> Result<T, Failure> {
    match FAILS.get() {
        true => Err(Failure::Busy),
        false => Ok(value),
    }
}

/// A result of the driver's own.
struct Status(c_int);

impl KernelResult<c_int> for Status {
    fn into_kernel(self) -> c_int {
        self.0
    }
}

impl KernelResult<()> for Status {
    fn into_kernel(self) {}
}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "4.4..")]
impl ExporterOps {
    // Excludes the next one; the ops for `pin` exclude it later.
    #[kernel(since = "5.3", until = "5.4", optional)]
    const cache_sgt_mapping: bool = true;

    #[kernel(since = "5.5", until = "5.6")]
    const dynamic_mapping: bool = true;

    // Passed up to 4.18.
    fn attach(
        buf: *mut dma_buf,
        device: Option<*mut device>,
        attachment: *mut dma_buf_attachment,
    ) -> Result<(), Failure> {
        called("attach", (buf, device, attachment));
        unless_it_fails(())
    }

    // Without the first argument.
    fn detach(attachment: *mut dma_buf_attachment) {
        called("detach", attachment);
    }

    // Nothing, where the kernel takes an int.
    #[kernel(since = "5.7")]
    fn pin(attachment: *mut dma_buf_attachment) {
        called("pin", attachment);
    }

    // An error, where the kernel takes nothing.
    #[kernel(since = "5.7")]
    fn unpin(attachment: *mut dma_buf_attachment) -> Result<(), Failure> {
        called("unpin", attachment);
        unless_it_fails(())
    }

    unsafe fn map_dma_buf(
        attachment: *mut dma_buf_attachment,
        direction: dma_data_direction,
    ) -> Result<*mut sg_table, Failure> {
        called("map_dma_buf", (attachment, direction));
        unless_it_fails(at(0x40))
    }

    // Without the one in the middle.
    fn unmap_dma_buf(attachment: *mut dma_buf_attachment, direction: dma_data_direction) {
        called("unmap_dma_buf", (attachment, direction));
    }

    fn release() {
        called("release", ());
    }

    // Two sizes are passed up to 4.5.
    fn begin_cpu_access(
        buf: *mut dma_buf,
        direction: dma_data_direction,
    ) -> compat_core::Result<()> {
        called("begin_cpu_access", (buf, direction));
        unless_it_fails(()).map_err(|_| Errno::EINVAL)
    }

    // In an order of the driver's own; up to 4.5 the kernel takes no result.
    #[kernel(args(buf, start, length, direction), args(buf, direction))]
    fn end_cpu_access(
        direction: dma_data_direction,
        length: Option<size_t>,
        start: Option<size_t>,
        buf: *mut dma_buf,
    ) -> Status {
        called("end_cpu_access", (direction, length, start, buf));
        Status(if FAILS.get() { -47 } else { 0 })
    }

    // `kmap_atomic` and so on up to 4.11.
    #[kernel(until = "4.18")]
    fn map_atomic(buf: *mut dma_buf, page: c_ulong) -> *mut c_void {
        called("map_atomic", (buf, page));
        unless_it_fails(at(0x50)).unwrap_or(null_mut())
    }

    #[kernel(until = "4.18")]
    fn unmap_atomic(buf: *mut dma_buf, address: *mut c_void) {
        called("unmap_atomic", (buf, address));
    }

    #[kernel(until = "5.5")]
    fn map(page: c_ulong) -> Result<*mut c_void, Failure> {
        called("map", page);
        unless_it_fails(at(0x52))
    }

    #[kernel(until = "5.5")]
    extern "C" fn unmap(buf: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        called("unmap", (buf, page, address));
    }

    fn mmap(buf: *mut dma_buf, area: *mut vm_area_struct) -> Result<c_int, Failure> {
        called("mmap", (buf, area));
        unless_it_fails(511).map_err(|_| Failure::Kernel(Errno::ENODEV))
    }

    #[kernel(until = "5.10")]
    fn vmap(buf: *mut dma_buf) -> *mut c_void {
        called("vmap", buf);
        unless_it_fails(at(0x54)).unwrap_or(null_mut())
    }

    #[kernel(since = "5.11")]
    fn vmap(buf: *mut dma_buf, map: *mut iosys_map) -> Result<(), Failure> {
        called("vmap", (buf, map));
        unless_it_fails(())
    }

    // One or the other.
    fn vunmap(buf: *mut dma_buf, address: Option<*mut c_void>, map: Option<*mut iosys_map>) {
        called("vunmap", (buf, address, map));
    }
}

const TABLE: ExporterOps = ExporterOps::TABLE;

/// Calls a member by the kernel's prototype, which must be the member's type, and sees that just this method was called,
/// with these arguments.
macro_rules! call {
    ($member:ident: fn($($ty:ty),*) $(-> $result:ty)?, ($($argument:expr),*) => $method:ident, $arguments:expr) => {{
        let member: Option<unsafe extern "C" fn($($ty),*) $(-> $result)?> = TABLE.$member;
        let function = member.expect(stringify!($member));
        let result = unsafe { function($($argument),*) };
        let calls = CALLS.with_borrow_mut(std::mem::take);
        assert_eq!(calls, [(stringify!($method), format!("{:?}", $arguments))]);
        result
    }};
}

/// The same with success and with failure.
macro_rules! both {
    ($ok:expr, $error:expr, $($call:tt)*) => {{
        assert_eq!(call!($($call)*), $ok);
        FAILS.set(true);
        assert_eq!(call!($($call)*), $error);
        FAILS.set(false);
    }};
}

/// Where a pointer is, and `ERR_PTR(code)`.
fn error_pointer<T>(code: isize) -> *mut T {
    at(code as usize)
}

type Buf = *mut dma_buf;
type Attachment = *mut dma_buf_attachment;

// FACTS.md in cfgs of releases: the kernels' prototypes, written once more.
fn main() {
    let buf: Buf = at(0x10);
    let attachment: Attachment = at(0x30);
    let address: *mut c_void = at(0x51);
    #[cfg(all(kernel_since = "5.3", not(kernel_since = "6.16")))]
    assert_eq!(TABLE.cache_sgt_mapping, !cfg!(kernel_since = "5.5"));
    #[cfg(all(kernel_since = "5.5", not(kernel_since = "5.7")))]
    assert!(TABLE.dynamic_mapping);

    #[cfg(not(kernel_since = "4.19"))]
    both!(0, -16, attach: fn(Buf, *mut device, Attachment) -> c_int, (buf, at(0x20), attachment)
        => attach, (buf, Some::<*mut device>(at(0x20)), attachment));
    #[cfg(kernel_since = "4.19")]
    both!(0, -16, attach: fn(Buf, Attachment) -> c_int, (buf, attachment)
        => attach, (buf, None::<*mut device>, attachment));
    call!(detach: fn(Buf, Attachment), (buf, attachment) => detach, attachment);
    #[cfg(kernel_since = "5.7")]
    {
        both!(0, 0, pin: fn(Attachment) -> c_int, (attachment) => pin, attachment);
        both!((), (), unpin: fn(Attachment), (attachment) => unpin, attachment);
    }
    both!(at(0x40), error_pointer(-16),
        map_dma_buf: fn(Attachment, dma_data_direction) -> *mut sg_table, (attachment, DMA_TO_DEVICE)
        => map_dma_buf, (attachment, DMA_TO_DEVICE));
    call!(unmap_dma_buf: fn(Attachment, *mut sg_table, dma_data_direction), (attachment, at(0x41), DMA_FROM_DEVICE)
        => unmap_dma_buf, (attachment, DMA_FROM_DEVICE));
    call!(release: fn(Buf), (buf) => release, ());

    #[cfg(not(kernel_since = "4.6"))]
    {
        both!(0, -22, begin_cpu_access: fn(Buf, size_t, size_t, dma_data_direction) -> c_int,
            (buf, 4096, usize::MAX, DMA_BIDIRECTIONAL) => begin_cpu_access, (buf, DMA_BIDIRECTIONAL));
        both!((), (), end_cpu_access: fn(Buf, size_t, size_t, dma_data_direction), (buf, 1, 2, DMA_NONE)
            => end_cpu_access, (DMA_NONE, Some(2), Some(1), buf));
    }
    #[cfg(kernel_since = "4.6")]
    {
        both!(0, -22, begin_cpu_access: fn(Buf, dma_data_direction) -> c_int, (buf, DMA_BIDIRECTIONAL)
            => begin_cpu_access, (buf, DMA_BIDIRECTIONAL));
        both!(0, -47, end_cpu_access: fn(Buf, dma_data_direction) -> c_int, (buf, DMA_NONE)
            => end_cpu_access, (DMA_NONE, None::<size_t>, None::<size_t>, buf));
    }

    #[cfg(not(kernel_since = "4.12"))]
    {
        both!(at(0x50), null_mut(), kmap_atomic: fn(Buf, c_ulong) -> *mut c_void, (buf, c_ulong::MAX)
            => map_atomic, (buf, c_ulong::MAX));
        call!(kunmap_atomic: fn(Buf, c_ulong, *mut c_void), (buf, 6, address) => unmap_atomic, (buf, address));
        both!(at(0x52), error_pointer(-16), kmap: fn(Buf, c_ulong) -> *mut c_void, (buf, 7) => map, 7);
        call!(kunmap: fn(Buf, c_ulong, *mut c_void), (buf, 8, address) => unmap, (buf, 8, address));
    }
    #[cfg(all(kernel_since = "4.12", not(kernel_since = "4.19")))]
    {
        both!(at(0x50), null_mut(), map_atomic: fn(Buf, c_ulong) -> *mut c_void, (buf, c_ulong::MAX)
            => map_atomic, (buf, c_ulong::MAX));
        call!(unmap_atomic: fn(Buf, c_ulong, *mut c_void), (buf, 6, address) => unmap_atomic, (buf, address));
    }
    #[cfg(all(kernel_since = "4.12", not(kernel_since = "5.6")))]
    {
        both!(at(0x52), error_pointer(-16), map: fn(Buf, c_ulong) -> *mut c_void, (buf, 7) => map, 7);
        call!(unmap: fn(Buf, c_ulong, *mut c_void), (buf, 8, address) => unmap, (buf, 8, address));
    }

    both!(511, -19, mmap: fn(Buf, *mut vm_area_struct) -> c_int, (buf, at(0x60))
        => mmap, (buf, at::<vm_area_struct>(0x60)));
    #[cfg(not(kernel_since = "5.11"))]
    {
        both!(at(0x54), null_mut(), vmap: fn(Buf) -> *mut c_void, (buf) => vmap, buf);
        call!(vunmap: fn(Buf, *mut c_void), (buf, address)
            => vunmap, (buf, Some(address), None::<*mut iosys_map>));
    }
    #[cfg(kernel_since = "5.11")]
    {
        let map: *mut iosys_map = at(0x70);
        both!(0, -16, vmap: fn(Buf, *mut iosys_map) -> c_int, (buf, map) => vmap, (buf, map));
        call!(vunmap: fn(Buf, *mut iosys_map), (buf, map) => vunmap, (buf, None::<*mut c_void>, Some(map)));
    }
    let _ = address;
}
