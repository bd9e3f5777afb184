// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ops table: `struct dma_buf_ops`, with the layout and the signatures of the target kernel.
//!
//! No `pin` and `unpin`: the kernel refuses them beside `cache_sgt_mapping`.

use crate::buffer::Owner;
use crate::error::Failure;
use crate::operations;
use crate::report::Call;
use compat_core::{kernel_ops, types::*};
use core::ptr;

/// The table that `dma_buf_export()` gets.
#[unsafe(no_mangle)]
pub static dma_buf_exporter_ops: ExporterOps = ExporterOps::TABLE;

/// `struct dma_buf_ops`.
#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

// SAFETY, for every op below: the kernel passes pointers that stay valid until the op returns,
// which is all that `operations` asks for.
#[kernel_ops(dma_buf_ops, kernels = "4.4..")]
impl ExporterOps {
    #[kernel(since = "5.3", until = "6.15")]
    const cache_sgt_mapping: bool = true;

    unsafe fn attach(
        buffer: *mut dma_buf,
        device: Option<*mut device>,
        attachment: *mut dma_buf_attachment,
    ) -> Result<(), Failure> {
        let call = Call::of(c"attach")
            .buffer(buffer)
            .device(device.unwrap_or(ptr::null_mut()))
            .attachment(attachment);
        // SAFETY: see above.
        unsafe { operations::attach(call) }
    }

    unsafe fn detach(
        buffer: *mut dma_buf,
        attachment: *mut dma_buf_attachment,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { operations::detach(Call::of(c"detach").buffer(buffer).attachment(attachment)) }
    }

    unsafe fn map_dma_buf(
        attachment: *mut dma_buf_attachment,
        direction: dma_data_direction,
    ) -> Result<*mut sg_table, Failure> {
        let call = Call::of(c"map_dma_buf").attachment(attachment);
        // SAFETY: see above.
        unsafe { operations::map_dma_buf(call, direction) }
    }

    unsafe fn unmap_dma_buf(
        attachment: *mut dma_buf_attachment,
        table: *mut sg_table,
        direction: dma_data_direction,
    ) -> Result<(), Failure> {
        let call = Call::of(c"unmap_dma_buf")
            .attachment(attachment)
            .table(table);
        // SAFETY: see above.
        unsafe { operations::unmap_dma_buf(call, direction) }
    }

    unsafe fn release(buffer: *mut dma_buf) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { operations::release(Call::of(c"release").buffer(buffer)) }
    }

    unsafe fn begin_cpu_access(
        buffer: *mut dma_buf,
        direction: dma_data_direction,
    ) -> Result<(), Failure> {
        let call = Call::of(c"begin_cpu_access").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::hand_over(call, direction, Owner::Cpu) }
    }

    unsafe fn end_cpu_access(
        buffer: *mut dma_buf,
        direction: dma_data_direction,
    ) -> Result<(), Failure> {
        let call = Call::of(c"end_cpu_access").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::hand_over(call, direction, Owner::Device) }
    }

    #[kernel(until = "4.18")]
    unsafe fn map_atomic(buffer: *mut dma_buf, page: c_ulong) -> *mut c_void {
        let call = Call::of(c"map_atomic").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::map_page(call, page) }.unwrap_or(ptr::null_mut())
    }

    #[kernel(until = "4.18")]
    unsafe fn unmap_atomic(
        buffer: *mut dma_buf,
        page: c_ulong,
        address: *mut c_void,
    ) -> Result<(), Failure> {
        let call = Call::of(c"unmap_atomic").buffer(buffer).address(address);
        // SAFETY: see above.
        unsafe { operations::unmap_page(call, page) }
    }

    #[kernel(until = "5.5")]
    unsafe fn map(buffer: *mut dma_buf, page: c_ulong) -> *mut c_void {
        let call = Call::of(c"map").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::map_page(call, page) }.unwrap_or(ptr::null_mut())
    }

    #[kernel(until = "5.5")]
    unsafe fn unmap(
        buffer: *mut dma_buf,
        page: c_ulong,
        address: *mut c_void,
    ) -> Result<(), Failure> {
        let call = Call::of(c"unmap").buffer(buffer).address(address);
        // SAFETY: see above.
        unsafe { operations::unmap_page(call, page) }
    }

    unsafe fn mmap(buffer: *mut dma_buf, area: *mut vm_area_struct) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { operations::mmap(Call::of(c"mmap").buffer(buffer).area(area)) }
    }

    // The two forms of vmap differ in what they do, not only in what they are passed: up to 5.10 the address is returned, and
    // null is the only error; since then it goes into a map, whose other half says what kind of memory it is.
    #[kernel(until = "5.10")]
    unsafe fn vmap(buffer: *mut dma_buf) -> *mut c_void {
        // SAFETY: see above.
        unsafe { operations::vmap(Call::of(c"vmap").buffer(buffer)) }.unwrap_or(ptr::null_mut())
    }

    #[kernel(since = "5.11")]
    unsafe fn vmap(buffer: *mut dma_buf, map: *mut iosys_map) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { operations::vmap_into(Call::of(c"vmap").buffer(buffer).map(map)) }
    }

    #[kernel(until = "5.10")]
    unsafe fn vunmap(buffer: *mut dma_buf, address: *mut c_void) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { operations::vunmap(Call::of(c"vunmap").buffer(buffer).address(address)) }
    }

    #[kernel(since = "5.11")]
    unsafe fn vunmap(buffer: *mut dma_buf, map: *mut iosys_map) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { operations::vunmap_from(Call::of(c"vunmap").buffer(buffer).map(map)) }
    }
}
