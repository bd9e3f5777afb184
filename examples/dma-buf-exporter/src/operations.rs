// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What each op does, once for all kernels: checks the arguments, acts, and reports the call.
//!
//! Every function here takes the call as the kernel made it, and is safe to call only by an op with
//! the pointers it was given: the kernel keeps them valid until the op returns.

use crate::buffer::{Buffer, Owner};
use crate::error::{Failure, check};
use crate::report::Call;
use crate::shim;
use compat_core::{Errno, types::*};

/// # Safety
/// See the module.
pub unsafe fn attach(call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        buffer_of(call.buffer).and_then(|buffer| {
            check(!call.attachment.is_null(), c"no attachment")?;
            let attached_to = shim::exporter_attachment_buffer(call.attachment);
            let device = shim::exporter_attachment_device(call.attachment);
            check(attached_to == call.buffer, c"attachment of another buffer")?;
            check(!device.is_null(), c"attachment without a device")?;
            check(
                call.device.is_null() || call.device == device,
                c"another device",
            )?;
            shim::exporter_set_attachment_private(call.attachment, buffer.cast());
            Ok(())
        })
    };
    call.finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn detach(call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        attached_buffer(call.attachment).and_then(|buffer| {
            check(
                (*buffer).dma_buf == call.buffer,
                c"attachment of another buffer",
            )?;
            shim::exporter_set_attachment_private(call.attachment, core::ptr::null_mut());
            Ok(())
        })
    };
    call.finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn map_dma_buf(
    call: Call,
    direction: dma_data_direction,
) -> Result<*mut sg_table, Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        attached_buffer(call.attachment).and_then(|buffer| {
            check_direction(direction)?;
            Buffer::map(
                buffer,
                shim::exporter_attachment_device(call.attachment),
                direction,
            )
        })
    };
    call.direction(direction).finish_pointer(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn unmap_dma_buf(call: Call, direction: dma_data_direction) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        attached_buffer(call.attachment).and_then(|buffer| {
            let device = shim::exporter_attachment_device(call.attachment);
            check(
                Buffer::unmap(buffer, device, call.table, direction),
                c"no such mapping of this device, table and direction",
            )
        })
    };
    call.direction(direction).finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn release(call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule; nothing refers to a released buffer any more.
    let outcome = unsafe { buffer_of(call.buffer).map(|buffer| Buffer::free(buffer)) };
    call.finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn hand_over(
    call: Call,
    direction: dma_data_direction,
    owner: Owner,
) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        buffer_of(call.buffer).and_then(|buffer| {
            check_direction(direction)?;
            Buffer::hand_over(buffer, owner);
            Ok(())
        })
    };
    call.direction(direction).finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn mmap(call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        buffer_of(call.buffer).and_then(|buffer| {
            check(!call.area.is_null(), c"no area")?;
            let offset = shim::exporter_area_offset(call.area);
            let end = offset.checked_add(shim::exporter_area_size(call.area));
            check(
                end.is_some_and(|end| end <= (*buffer).size),
                c"area beyond the buffer",
            )?;
            Errno::check(shim::exporter_map_area(call.area, (*buffer).address))?;
            Ok(())
        })
    };
    call.finish(outcome)
}

/// Since 5.11 the address goes into a map that the kernel passes.
///
/// # Safety
/// See the module.
pub unsafe fn vmap_into(mut call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        buffer_of(call.buffer).and_then(|buffer| {
            check(!call.map.is_null(), c"no map")?;
            call.address = (*buffer).address;
            shim::exporter_map_set_address(call.map, call.address);
            Ok(())
        })
    };
    call.finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn vunmap_from(mut call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        buffer_of(call.buffer).and_then(|buffer| {
            check(!call.map.is_null(), c"no map")?;
            call.address = shim::exporter_map_address(call.map);
            check(call.address == (*buffer).address, c"map of another address")
        })
    };
    call.finish(outcome)
}

/// Until 5.10 the address is what the op returns.
///
/// # Safety
/// See the module.
pub unsafe fn vmap(mut call: Call) -> Result<*mut c_void, Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe { buffer_of(call.buffer).map(|buffer| (*buffer).address) };
    if let Ok(address) = &outcome {
        call.address = *address;
    }
    call.finish_pointer(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn vunmap(call: Call) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe {
        buffer_of(call.buffer).and_then(|buffer| {
            check(
                call.address == (*buffer).address,
                c"another address than vmap returned",
            )
        })
    };
    call.finish(outcome)
}

/// `map`, `map_atomic` and their older names: one page for the CPU.
///
/// # Safety
/// See the module.
pub unsafe fn map_page(mut call: Call, page: c_ulong) -> Result<*mut c_void, Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe { page_address(call.buffer, page) };
    if let Ok(address) = &outcome {
        call.address = *address;
    }
    call.finish_pointer(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn unmap_page(call: Call, page: c_ulong) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe { page_address(call.buffer, page) }
        .and_then(|address| check(call.address == address, c"address of another page"));
    call.finish(outcome)
}

unsafe fn page_address(buffer: *mut dma_buf, page: c_ulong) -> Result<*mut c_void, Failure> {
    // SAFETY: the caller's pointers are the kernel's; the offset is checked to lie in the buffer.
    unsafe {
        let buffer = buffer_of(buffer)?;
        let offset = (page as usize).checked_mul(shim::exporter_page_size());
        match offset.filter(|offset| *offset < (*buffer).size) {
            Some(offset) => Ok((*buffer).address.byte_add(offset)),
            None => Err(Failure::Argument(c"page beyond the buffer")),
        }
    }
}

/// The state behind a dma-buf, once it is clear that it is one of ours.
unsafe fn buffer_of(dma_buf: *mut dma_buf) -> Result<*mut Buffer, Failure> {
    check(!dma_buf.is_null(), c"no buffer")?;
    // SAFETY: the kernel passes a live dma-buf, whose `priv` this driver set.
    unsafe {
        let buffer = shim::exporter_buffer_private(dma_buf).cast::<Buffer>();
        check(
            !buffer.is_null() && buffer.is_aligned(),
            c"not a buffer of this driver",
        )?;
        check((*buffer).is_ours(), c"not a buffer of this driver")?;
        check((*buffer).dma_buf == dma_buf, c"another buffer's state")?;
        Ok(buffer)
    }
}

/// The buffer that a device is attached to, once it is clear that `attach` has seen both.
unsafe fn attached_buffer(attachment: *mut dma_buf_attachment) -> Result<*mut Buffer, Failure> {
    check(!attachment.is_null(), c"no attachment")?;
    // SAFETY: the kernel passes a live attachment of a live dma-buf.
    unsafe {
        let buffer = buffer_of(shim::exporter_attachment_buffer(attachment))?;
        let attached = shim::exporter_attachment_private(attachment);
        check(
            attached == buffer.cast(),
            c"attachment that attach has not seen",
        )?;
        Ok(buffer)
    }
}

fn check_direction(direction: dma_data_direction) -> Result<(), Failure> {
    check(direction.0 <= DMA_FROM_DEVICE.0, c"no direction")
}
