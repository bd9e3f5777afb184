// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//! Every member of every layout is filled, and called through the table as the kernel would call it.
#![forbid(unsafe_op_in_unsafe_fn)]

use std::cell::RefCell;
use std::ptr::without_provenance_mut as at;

use compat_core::{kernel_ops, types::*};

thread_local! {
    static CALLS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn called(name: &'static str) {
    CALLS.with_borrow_mut(|calls| calls.push(name));
}

/// Calls a member through the table, and sees that just the function of that name was called.
macro_rules! call {
    ($table:ident.$member:ident($($argument:expr),*)) => {{
        let function = $table.$member.expect(stringify!($member));
        let result = unsafe { function($($argument),*) };
        let calls = CALLS.with_borrow_mut(std::mem::take);
        assert_eq!(calls, [stringify!($member)]);
        result
    }};
}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(since = "5.3", until = "6.15")]
    const cache_sgt_mapping: bool = false;

    #[kernel(since = "5.5", until = "5.6")]
    const dynamic_mapping: bool = true;

    #[kernel(until = "4.18")]
    fn attach(
        buf: *mut dma_buf,
        device: *mut device,
        attachment: *mut dma_buf_attachment,
    ) -> c_int {
        called("attach");
        assert_eq!((buf, device, attachment), (at(0x10), at(0x20), at(0x30)));
        -12
    }

    #[kernel(since = "4.19")]
    fn attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int {
        called("attach");
        assert_eq!((buf, attachment), (at(0x10), at(0x30)));
        -19
    }

    fn detach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) {
        called("detach");
        assert_eq!((buf, attachment), (at(0x11), at(0x31)));
    }

    #[kernel(since = "5.7")]
    fn pin(attachment: *mut dma_buf_attachment) -> c_int {
        called("pin");
        assert_eq!(attachment, at(0x32));
        57
    }

    #[kernel(since = "5.7")]
    fn unpin(attachment: *mut dma_buf_attachment) {
        called("unpin");
        assert_eq!(attachment, at(0x33));
    }

    unsafe fn map_dma_buf(
        attachment: *mut dma_buf_attachment,
        direction: dma_data_direction,
    ) -> *mut sg_table {
        called("map_dma_buf");
        assert_eq!((attachment, direction), (at(0x34), DMA_TO_DEVICE));
        at(0x40)
    }

    fn unmap_dma_buf(
        attachment: *mut dma_buf_attachment,
        table: *mut sg_table,
        direction: dma_data_direction,
    ) {
        called("unmap_dma_buf");
        assert_eq!(
            (attachment, table, direction),
            (at(0x35), at(0x41), DMA_FROM_DEVICE)
        );
    }

    extern "C" fn release(buf: *mut dma_buf) {
        called("release");
        assert_eq!(buf, at(0x12));
    }

    #[kernel(until = "4.5")]
    fn begin_cpu_access(
        buf: *mut dma_buf,
        start: size_t,
        length: usize,
        direction: dma_data_direction,
    ) -> c_int {
        called("begin_cpu_access");
        assert_eq!(
            (buf, start, length, direction),
            (at(0x13), 4096, usize::MAX, DMA_BIDIRECTIONAL)
        );
        -44
    }

    #[kernel(since = "4.6")]
    fn begin_cpu_access(buf: *mut dma_buf, direction: dma_data_direction) -> c_int {
        called("begin_cpu_access");
        assert_eq!((buf, direction), (at(0x13), DMA_BIDIRECTIONAL));
        -46
    }

    #[kernel(until = "4.5")]
    fn end_cpu_access(
        buf: *mut dma_buf,
        start: size_t,
        length: size_t,
        direction: dma_data_direction,
    ) {
        called("end_cpu_access");
        assert_eq!((buf, start, length, direction), (at(0x14), 1, 2, DMA_NONE));
    }

    #[kernel(since = "4.6")]
    fn end_cpu_access(buf: *mut dma_buf, direction: dma_data_direction) -> c_int {
        called("end_cpu_access");
        assert_eq!((buf, direction), (at(0x14), DMA_NONE));
        -47
    }

    #[kernel(until = "4.11")]
    fn kmap_atomic(buf: *mut dma_buf, page: c_ulong) -> *mut c_void {
        called("kmap_atomic");
        assert_eq!((buf, page), (at(0x15), c_ulong::MAX));
        at(0x50)
    }

    #[kernel(until = "4.11")]
    fn kunmap_atomic(buf: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        called("kunmap_atomic");
        assert_eq!((buf, page, address), (at(0x16), 6, at(0x51)));
    }

    #[kernel(until = "4.11")]
    fn kmap(buf: *mut dma_buf, page: c_ulong) -> *mut c_void {
        called("kmap");
        assert_eq!((buf, page), (at(0x17), 7));
        at(0x52)
    }

    #[kernel(until = "4.11")]
    fn kunmap(buf: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        called("kunmap");
        assert_eq!((buf, page, address), (at(0x18), 8, at(0x53)));
    }

    #[kernel(since = "4.12", until = "4.18")]
    fn map_atomic(buf: *mut dma_buf, page: c_ulong) -> *mut c_void {
        called("map_atomic");
        assert_eq!((buf, page), (at(0x15), c_ulong::MAX));
        at(0x50)
    }

    #[kernel(since = "4.12", until = "4.18")]
    fn unmap_atomic(buf: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        called("unmap_atomic");
        assert_eq!((buf, page, address), (at(0x16), 6, at(0x51)));
    }

    #[kernel(since = "4.12", until = "5.5")]
    fn map(buf: *mut dma_buf, page: c_ulong) -> *mut c_void {
        called("map");
        assert_eq!((buf, page), (at(0x17), 7));
        at(0x52)
    }

    #[kernel(since = "4.12", until = "5.5")]
    fn unmap(buf: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        called("unmap");
        assert_eq!((buf, page, address), (at(0x18), 8, at(0x53)));
    }

    fn mmap(buf: *mut dma_buf, area: *mut vm_area_struct) -> c_int {
        called("mmap");
        assert_eq!((buf, area), (at(0x19), at(0x60)));
        c_int::MIN
    }

    #[kernel(until = "5.10")]
    fn vmap(buf: *mut dma_buf) -> *mut c_void {
        called("vmap");
        assert_eq!(buf, at(0x1a));
        at(0x54)
    }

    #[kernel(since = "5.11")]
    fn vmap(buf: *mut dma_buf, map: *mut iosys_map) -> c_int {
        called("vmap");
        assert_eq!((buf, map), (at(0x1a), at(0x70)));
        511
    }

    #[kernel(until = "5.10")]
    fn vunmap(buf: *mut dma_buf, address: *mut c_void) {
        called("vunmap");
        assert_eq!((buf, address), (at(0x1b), at(0x55)));
    }

    #[kernel(since = "5.11")]
    fn vunmap(buf: *mut dma_buf, map: *mut dma_buf_map) {
        called("vunmap");
        assert_eq!((buf, map), (at(0x1b), at(0x71)));
    }
}

// FACTS.md in cfgs of releases: that the macro's cfgs of layouts select the same is what is tested.
fn main() {
    let table = ExporterOps::TABLE;
    #[cfg(all(kernel_since = "5.3", not(kernel_since = "6.16")))]
    assert!(!table.cache_sgt_mapping);
    #[cfg(all(kernel_since = "5.5", not(kernel_since = "5.7")))]
    assert!(table.dynamic_mapping);
    #[cfg(not(kernel_since = "4.19"))]
    assert_eq!(call!(table.attach(at(0x10), at(0x20), at(0x30))), -12);
    #[cfg(kernel_since = "4.19")]
    assert_eq!(call!(table.attach(at(0x10), at(0x30))), -19);
    call!(table.detach(at(0x11), at(0x31)));
    #[cfg(kernel_since = "5.7")]
    {
        assert_eq!(call!(table.pin(at(0x32))), 57);
        call!(table.unpin(at(0x33)));
    }
    assert_eq!(call!(table.map_dma_buf(at(0x34), DMA_TO_DEVICE)), at(0x40));
    call!(table.unmap_dma_buf(at(0x35), at(0x41), DMA_FROM_DEVICE));
    call!(table.release(at(0x12)));
    #[cfg(not(kernel_since = "4.6"))]
    {
        assert_eq!(
            call!(table.begin_cpu_access(at(0x13), 4096, usize::MAX, DMA_BIDIRECTIONAL)),
            -44
        );
        call!(table.end_cpu_access(at(0x14), 1, 2, DMA_NONE));
    }
    #[cfg(kernel_since = "4.6")]
    {
        assert_eq!(
            call!(table.begin_cpu_access(at(0x13), DMA_BIDIRECTIONAL)),
            -46
        );
        assert_eq!(call!(table.end_cpu_access(at(0x14), DMA_NONE)), -47);
    }
    #[cfg(not(kernel_since = "4.12"))]
    {
        assert_eq!(call!(table.kmap_atomic(at(0x15), c_ulong::MAX)), at(0x50));
        call!(table.kunmap_atomic(at(0x16), 6, at(0x51)));
        assert_eq!(call!(table.kmap(at(0x17), 7)), at(0x52));
        call!(table.kunmap(at(0x18), 8, at(0x53)));
    }
    #[cfg(all(kernel_since = "4.12", not(kernel_since = "4.19")))]
    {
        assert_eq!(call!(table.map_atomic(at(0x15), c_ulong::MAX)), at(0x50));
        call!(table.unmap_atomic(at(0x16), 6, at(0x51)));
    }
    #[cfg(all(kernel_since = "4.12", not(kernel_since = "5.6")))]
    {
        assert_eq!(call!(table.map(at(0x17), 7)), at(0x52));
        call!(table.unmap(at(0x18), 8, at(0x53)));
    }
    assert_eq!(call!(table.mmap(at(0x19), at(0x60))), c_int::MIN);
    #[cfg(not(kernel_since = "5.11"))]
    {
        assert_eq!(call!(table.vmap(at(0x1a))), at(0x54));
        call!(table.vunmap(at(0x1b), at(0x55)));
    }
    #[cfg(kernel_since = "5.11")]
    {
        assert_eq!(call!(table.vmap(at(0x1a), at(0x70))), 511);
        call!(table.vunmap(at(0x1b), at(0x71)));
    }
}
