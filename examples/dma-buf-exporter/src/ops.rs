// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ops table: `struct dma_buf_ops`, with the layout and the signatures of the target kernel.
//!
//! No `pin` and `unpin`: the kernel refuses them beside `cache_sgt_mapping`.

use crate::buffer::Owner;
use crate::operations;
use crate::report::Call;
use compat_core::{kernel_ops, types::*};

/// The table that `dma_buf_export()` gets.
#[unsafe(no_mangle)]
pub static dma_buf_exporter_ops: ExporterOps = ExporterOps::TABLE;

/// `struct dma_buf_ops`.
#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

// SAFETY, for every op below: the kernel passes pointers that stay valid until the op returns,
// which is all that `operations` asks for.
#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(since = "5.3", until = "6.15")]
    const cache_sgt_mapping: bool = true;

    #[kernel(until = "4.18")]
    unsafe fn attach(
        buffer: *mut dma_buf,
        device: *mut device,
        attachment: *mut dma_buf_attachment,
    ) -> c_int {
        // SAFETY: see above.
        unsafe {
            operations::attach(
                Call::of(c"attach")
                    .buffer(buffer)
                    .device(device)
                    .attachment(attachment),
            )
        }
    }

    #[kernel(since = "4.19")]
    unsafe fn attach(buffer: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int {
        // SAFETY: see above.
        unsafe { operations::attach(Call::of(c"attach").buffer(buffer).attachment(attachment)) }
    }

    unsafe fn detach(buffer: *mut dma_buf, attachment: *mut dma_buf_attachment) {
        // SAFETY: see above.
        unsafe { operations::detach(Call::of(c"detach").buffer(buffer).attachment(attachment)) }
    }

    unsafe fn map_dma_buf(
        attachment: *mut dma_buf_attachment,
        direction: dma_data_direction,
    ) -> *mut sg_table {
        let call = Call::of(c"map_dma_buf").attachment(attachment);
        // SAFETY: see above.
        unsafe { operations::map_dma_buf(call, direction) }
    }

    unsafe fn unmap_dma_buf(
        attachment: *mut dma_buf_attachment,
        table: *mut sg_table,
        direction: dma_data_direction,
    ) {
        let call = Call::of(c"unmap_dma_buf")
            .attachment(attachment)
            .table(table);
        // SAFETY: see above.
        unsafe { operations::unmap_dma_buf(call, direction) }
    }

    unsafe fn release(buffer: *mut dma_buf) {
        // SAFETY: see above.
        unsafe { operations::release(Call::of(c"release").buffer(buffer)) }
    }

    #[kernel(until = "4.5")]
    unsafe fn begin_cpu_access(
        buffer: *mut dma_buf,
        _start: size_t,
        _length: size_t,
        direction: dma_data_direction,
    ) -> c_int {
        let call = Call::of(c"begin_cpu_access").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::hand_over(call, direction, Owner::Cpu) }
    }

    #[kernel(since = "4.6")]
    unsafe fn begin_cpu_access(buffer: *mut dma_buf, direction: dma_data_direction) -> c_int {
        let call = Call::of(c"begin_cpu_access").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::hand_over(call, direction, Owner::Cpu) }
    }

    #[kernel(until = "4.5")]
    unsafe fn end_cpu_access(
        buffer: *mut dma_buf,
        _start: size_t,
        _length: size_t,
        direction: dma_data_direction,
    ) {
        let call = Call::of(c"end_cpu_access").buffer(buffer);
        // SAFETY: see above. The op has no way to tell an error, and `report` has logged it.
        unsafe { operations::hand_over(call, direction, Owner::Device) };
    }

    #[kernel(since = "4.6")]
    unsafe fn end_cpu_access(buffer: *mut dma_buf, direction: dma_data_direction) -> c_int {
        let call = Call::of(c"end_cpu_access").buffer(buffer);
        // SAFETY: see above.
        unsafe { operations::hand_over(call, direction, Owner::Device) }
    }

    #[kernel(until = "4.11")]
    unsafe fn kmap_atomic(buffer: *mut dma_buf, page: c_ulong) -> *mut c_void {
        // SAFETY: see above.
        unsafe { operations::map_page(Call::of(c"kmap_atomic").buffer(buffer), page) }
    }

    #[kernel(until = "4.11")]
    unsafe fn kunmap_atomic(buffer: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        let call = Call::of(c"kunmap_atomic").buffer(buffer).address(address);
        // SAFETY: see above.
        unsafe { operations::unmap_page(call, page) }
    }

    #[kernel(until = "4.11")]
    unsafe fn kmap(buffer: *mut dma_buf, page: c_ulong) -> *mut c_void {
        // SAFETY: see above.
        unsafe { operations::map_page(Call::of(c"kmap").buffer(buffer), page) }
    }

    #[kernel(until = "4.11")]
    unsafe fn kunmap(buffer: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        // SAFETY: see above.
        unsafe { operations::unmap_page(Call::of(c"kunmap").buffer(buffer).address(address), page) }
    }

    #[kernel(since = "4.12", until = "4.18")]
    unsafe fn map_atomic(buffer: *mut dma_buf, page: c_ulong) -> *mut c_void {
        // SAFETY: see above.
        unsafe { operations::map_page(Call::of(c"map_atomic").buffer(buffer), page) }
    }

    #[kernel(since = "4.12", until = "4.18")]
    unsafe fn unmap_atomic(buffer: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        let call = Call::of(c"unmap_atomic").buffer(buffer).address(address);
        // SAFETY: see above.
        unsafe { operations::unmap_page(call, page) }
    }

    #[kernel(since = "4.12", until = "5.5")]
    unsafe fn map(buffer: *mut dma_buf, page: c_ulong) -> *mut c_void {
        // SAFETY: see above.
        unsafe { operations::map_page(Call::of(c"map").buffer(buffer), page) }
    }

    #[kernel(since = "4.12", until = "5.5")]
    unsafe fn unmap(buffer: *mut dma_buf, page: c_ulong, address: *mut c_void) {
        // SAFETY: see above.
        unsafe { operations::unmap_page(Call::of(c"unmap").buffer(buffer).address(address), page) }
    }

    unsafe fn mmap(buffer: *mut dma_buf, area: *mut vm_area_struct) -> c_int {
        // SAFETY: see above.
        unsafe { operations::mmap(Call::of(c"mmap").buffer(buffer).area(area)) }
    }

    #[kernel(until = "5.10")]
    unsafe fn vmap(buffer: *mut dma_buf) -> *mut c_void {
        // SAFETY: see above.
        unsafe { operations::vmap(Call::of(c"vmap").buffer(buffer)) }
    }

    #[kernel(since = "5.11")]
    unsafe fn vmap(buffer: *mut dma_buf, map: *mut iosys_map) -> c_int {
        // SAFETY: see above.
        unsafe { operations::vmap_into(Call::of(c"vmap").buffer(buffer).map(map)) }
    }

    #[kernel(until = "5.10")]
    unsafe fn vunmap(buffer: *mut dma_buf, address: *mut c_void) {
        // SAFETY: see above.
        unsafe { operations::vunmap(Call::of(c"vunmap").buffer(buffer).address(address)) }
    }

    #[kernel(since = "5.11")]
    unsafe fn vunmap(buffer: *mut dma_buf, map: *mut iosys_map) {
        // SAFETY: see above.
        unsafe { operations::vunmap_from(Call::of(c"vunmap").buffer(buffer).map(map)) }
    }
}
