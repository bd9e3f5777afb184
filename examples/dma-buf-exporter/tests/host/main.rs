// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The driver on the host: its ops are called through the table, by the target kernel's own prototypes, as the kernel calls
//! them in a buffer's life and where something fails.

mod kernel;

use compat_core::{Errno, types::*};
use dma_buf_exporter::{ExporterOps, dma_buf_exporter_ops};
use kernel::{Area, Attachment, FAILURE, PAGE, Table, held, reports};
use std::ffi::c_void;
use std::ptr::{null_mut, without_provenance_mut};

unsafe extern "C" {
    fn exporter_create(size: u64) -> *mut dma_buf;
}

static TABLE: &ExporterOps = &dma_buf_exporter_ops;

type Buf = *mut dma_buf;
type Attached = *mut dma_buf_attachment;

/// Calls a member by the kernel's prototype, which must be the member's type, and sees that the driver reports just this op
/// and finds this fault with its arguments.
macro_rules! call {
    ($member:ident: fn($($ty:ty),*) $(-> $result:ty)?, ($($argument:expr),*) => $op:literal, $fault:expr) => {{
        let member: Option<unsafe extern "C" fn($($ty),*) $(-> $result)?> = TABLE.$member;
        let function = member.expect(stringify!($member));
        // SAFETY: the arguments are what the kernel would pass.
        let result = unsafe { function($($argument),*) };
        let fault: Option<&str> = $fault;
        match &reports()[..] {
            [report] => assert_eq!((report.op.as_str(), report.fault.as_deref()), ($op, fault)),
            others => panic!("{}: {others:?}", stringify!($member)),
        }
        result
    }};
}

fn create(size: u64) -> Buf {
    // SAFETY: any size will do.
    unsafe { exporter_create(size) }
}

fn attach(buffer: Buf, attachment: Attached, fault: Option<&str>) -> c_int {
    #[cfg(kernel_since = "4.19")]
    return call!(attach: fn(Buf, Attached) -> c_int, (buffer, attachment) => "attach", fault);
    #[cfg(not(kernel_since = "4.19"))]
    return call!(attach: fn(Buf, *mut device, Attached) -> c_int, (buffer, DEVICE, attachment) => "attach", fault);
}

fn detach(buffer: Buf, attachment: Attached) {
    call!(detach: fn(Buf, Attached), (buffer, attachment) => "detach", None);
}

fn map(attachment: Attached) -> *mut sg_table {
    call!(map_dma_buf: fn(Attached, dma_data_direction) -> *mut sg_table, (attachment, DMA_TO_DEVICE)
        => "map_dma_buf", None)
}

fn release(buffer: Buf) {
    call!(release: fn(Buf), (buffer) => "release", None);
    kernel::forget(buffer);
    assert_eq!(held(), 0);
}

const DEVICE: *mut device = without_provenance_mut(0x40);

fn attachment(buffer: Buf) -> Box<Attachment> {
    Box::new(Attachment {
        buffer,
        device: DEVICE,
        private: null_mut(),
    })
}

#[test]
fn a_buffers_life() {
    let buffer = create(2 * PAGE as u64 + 1);
    let attachment = Box::into_raw(attachment(buffer));
    let attached: Attached = attachment.cast();
    assert_eq!(attach(buffer, attached, None), 0);
    let table = map(attached);
    let mapped: *mut Table = table.cast();
    // SAFETY: the table is the kernel's until unmap_dma_buf.
    let (address, size) = unsafe { ((*mapped).address, (*mapped).size) };
    assert_eq!(size, 3 * PAGE);
    // SAFETY: the driver's memory of that size.
    let last = unsafe { address.cast::<u8>().add(size - 1).read() };
    assert_eq!(last, (31 * (size - 1) + 7) as u8);

    // SAFETY: as above.
    let is_devices = || unsafe { (*mapped).is_devices };
    #[cfg(kernel_since = "4.6")]
    {
        let result = call!(begin_cpu_access: fn(Buf, dma_data_direction) -> c_int, (buffer, DMA_TO_DEVICE)
            => "begin_cpu_access", None);
        assert_eq!((result, is_devices()), (0, false));
        let result = call!(end_cpu_access: fn(Buf, dma_data_direction) -> c_int, (buffer, DMA_TO_DEVICE)
            => "end_cpu_access", None);
        assert_eq!((result, is_devices()), (0, true));
    }
    #[cfg(not(kernel_since = "4.6"))]
    {
        let result = call!(begin_cpu_access: fn(Buf, size_t, size_t, dma_data_direction) -> c_int,
            (buffer, 0, PAGE, DMA_TO_DEVICE) => "begin_cpu_access", None);
        assert_eq!((result, is_devices()), (0, false));
        call!(end_cpu_access: fn(Buf, size_t, size_t, dma_data_direction), (buffer, 0, PAGE, DMA_TO_DEVICE)
            => "end_cpu_access", None);
        assert!(is_devices());
    }

    pages(buffer, address);
    whole(buffer, address);

    // Twice is once too often.
    for fault in [
        None,
        Some("no such mapping of this device, table and direction"),
    ] {
        call!(unmap_dma_buf: fn(Attached, *mut sg_table, dma_data_direction), (attached, table, DMA_TO_DEVICE)
            => "unmap_dma_buf", fault);
    }
    detach(buffer, attached);
    // SAFETY: the driver is done with it.
    let attachment = unsafe { Box::from_raw(attachment) };
    assert!(attachment.private.is_null());
    release(buffer);
}

/// One page for the CPU, which kernels asked for up to 5.5.
#[allow(unused, reason = "on kernels without such ops")]
fn pages(buffer: Buf, address: *mut c_void) {
    let second: *mut c_void = address.wrapping_byte_add(PAGE);
    macro_rules! page {
        ($map:ident, $unmap:ident => $op:literal, $unmap_op:literal) => {
            let mapped = call!($map: fn(Buf, c_ulong) -> *mut c_void, (buffer, 1) => $op, None);
            assert_eq!(mapped, second);
            call!($unmap: fn(Buf, c_ulong, *mut c_void), (buffer, 1, second) => $unmap_op, None);
            let fault = Some("page beyond the buffer");
            let none = call!($map: fn(Buf, c_ulong) -> *mut c_void, (buffer, 3) => $op, fault);
            assert!(none.is_null());
        };
    }
    #[cfg(not(kernel_since = "4.12"))]
    {
        page!(kmap_atomic, kunmap_atomic => "map_atomic", "unmap_atomic");
        page!(kmap, kunmap => "map", "unmap");
    }
    #[cfg(all(kernel_since = "4.12", not(kernel_since = "4.19")))]
    {
        page!(map_atomic, unmap_atomic => "map_atomic", "unmap_atomic");
    }
    #[cfg(all(kernel_since = "4.12", not(kernel_since = "5.6")))]
    {
        page!(map, unmap => "map", "unmap");
    }
}

/// The whole buffer, for the CPU and for user space.
fn whole(buffer: Buf, address: *mut c_void) {
    let area = |size| {
        let area = Area {
            offset: PAGE,
            size,
            address: null_mut(),
        };
        let area = Box::into_raw(Box::new(area));
        let fault = (size > 2 * PAGE).then_some("area beyond the buffer");
        let result = call!(mmap: fn(Buf, *mut vm_area_struct) -> c_int, (buffer, area.cast()) => "mmap", fault);
        // SAFETY: the driver is done with it.
        (result, unsafe { Box::from_raw(area) }.address)
    };
    assert_eq!(area(2 * PAGE), (0, address));
    assert_eq!(area(3 * PAGE), (-22, null_mut()));
    FAILURE.set(Some(Errno::EAGAIN));
    assert_eq!(area(PAGE), (-11, address));
    FAILURE.set(None);

    #[cfg(kernel_since = "5.11")]
    {
        let map = Box::into_raw(Box::new(kernel::Map {
            address: null_mut(),
        }));
        let result =
            call!(vmap: fn(Buf, *mut iosys_map) -> c_int, (buffer, map.cast()) => "vmap", None);
        // SAFETY: the driver keeps no pointer to it.
        assert_eq!((result, unsafe { (*map).address }), (0, address));
        let result = call!(vmap: fn(Buf, *mut iosys_map) -> c_int, (buffer, null_mut()) => "vmap", Some("no map"));
        assert_eq!(result, -22);
        call!(vunmap: fn(Buf, *mut iosys_map), (buffer, map.cast()) => "vunmap", None);
        // SAFETY: the driver is done with it.
        drop(unsafe { Box::from_raw(map) });
    }
    #[cfg(not(kernel_since = "5.11"))]
    {
        assert_eq!(
            call!(vmap: fn(Buf) -> *mut c_void, (buffer) => "vmap", None),
            address
        );
        let none = call!(vmap: fn(Buf) -> *mut c_void, (null_mut()) => "vmap", Some("no buffer"));
        assert!(none.is_null());
        call!(vunmap: fn(Buf, *mut c_void), (buffer, address) => "vunmap", None);
    }
}

#[test]
fn what_the_kernel_refuses_is_handed_on() {
    let buffer = create(1);
    let attachment = Box::into_raw(attachment(buffer));
    let attached: Attached = attachment.cast();
    assert_eq!(attach(buffer, attached, None), 0);
    for error in [Errno::EIO, Errno::ENOMEM] {
        FAILURE.set(Some(error));
        assert_eq!(map(attached), error.pointer());
    }
    FAILURE.set(None);
    detach(buffer, attached);
    // SAFETY: the driver is done with it.
    drop(unsafe { Box::from_raw(attachment) });
    release(buffer);

    for error in [Errno::EPERM, Errno::ENOMEM] {
        FAILURE.set(Some(error));
        assert_eq!(create(1), error.pointer());
        assert_eq!(held(), 0);
    }
    FAILURE.set(None);
    assert_eq!(create(0), Errno::EINVAL.pointer());
    assert_eq!(create(u64::MAX), Errno::E2BIG.pointer());
}

#[test]
fn an_attachment_of_another_buffer_is_refused() {
    let (buffer, other) = (create(1), create(1));
    let attachment = Box::into_raw(attachment(other));
    let fault = Some("attachment of another buffer");
    assert_eq!(attach(buffer, attachment.cast(), fault), -22);
    // SAFETY: the driver is done with it.
    drop(unsafe { Box::from_raw(attachment) });
    call!(release: fn(Buf), (other) => "release", None);
    kernel::forget(other);
    release(buffer);
}

/// Up to 4.18 the device is an argument: it must be the attachment's.
#[cfg(not(kernel_since = "4.19"))]
#[test]
fn the_device_arrives() {
    let buffer = create(1);
    let attachment = Box::into_raw(attachment(buffer));
    let wrong = without_provenance_mut(0x80);
    let result = call!(attach: fn(Buf, *mut device, Attached) -> c_int, (buffer, wrong, attachment.cast())
        => "attach", Some("another device"));
    assert_eq!(result, -22);
    // SAFETY: the driver is done with it.
    drop(unsafe { Box::from_raw(attachment) });
    release(buffer);
}
