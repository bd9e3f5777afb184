// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The driver's state behind each dma-buf: its memory, and the mappings that devices hold of it.

use crate::error::Failure;
use crate::shim;
use compat_core::{Errno, types::*};
use core::ffi::c_void;
use core::ptr;

/// Tells our buffers from anything else a wrong pointer may lead to ("dma-buf!").
const MAGIC: u64 = 0x2166_7562_2d61_6d64;

/// `DMA_BUF_EXPORTER_MAX_SIZE` of `kernel/dma_buf_exporter.h`: filling more would keep the processor too long.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// What a dma-buf of this driver holds in `priv`.
pub struct Buffer {
    magic: u64,
    pub dma_buf: *mut dma_buf,
    /// `size` bytes, whole pages.
    pub address: *mut c_void,
    pub size: usize,
    /// Guards `mappings`.
    lock: *mut shim::Mutex,
    mappings: *mut Mapping,
}

/// One device's view of the buffer, from map_dma_buf to unmap_dma_buf.
struct Mapping {
    device: *mut device,
    table: *mut sg_table,
    direction: dma_data_direction,
    next: *mut Mapping,
}

/// Who reads and writes the memory next.
#[derive(Clone, Copy)]
pub enum Owner {
    Cpu,
    Device,
}

/// Creates a dma-buf of at least `size` bytes, filled with the pattern of `dma_buf_exporter.h`.
#[unsafe(no_mangle)]
pub extern "C" fn exporter_create(size: u64) -> *mut dma_buf {
    match Buffer::allocate(size).and_then(export) {
        Ok(buffer) => buffer,
        Err(failure) => Errno::from(failure).pointer(),
    }
}

fn export(buffer: *mut Buffer) -> Result<*mut dma_buf, Failure> {
    // SAFETY: `buffer` was just allocated, and nobody else has it; if the export fails, nobody ever will.
    unsafe {
        match Errno::check_pointer(shim::exporter_export(buffer.cast(), (*buffer).size)) {
            Ok(exported) => {
                (*buffer).dma_buf = exported;
                Ok(exported)
            }
            Err(error) => {
                Buffer::free(buffer);
                Err(error.into())
            }
        }
    }
}

impl Buffer {
    fn allocate(size: u64) -> Result<*mut Buffer, Failure> {
        if size > MAX_SIZE {
            return Err(Errno::E2BIG.into());
        }
        // SAFETY: the shim's allocators take any size and return null when they can't. The three
        // results are used only when none is null, and freed together otherwise (null is allowed there,
        // except for the lock).
        unsafe {
            let page = shim::exporter_page_size();
            let size = match (size as usize).checked_next_multiple_of(page) {
                None | Some(0) => return Err(Errno::EINVAL.into()),
                Some(size) => size,
            };
            let state = shim::exporter_allocate(size_of::<Buffer>()).cast::<Buffer>();
            let address = shim::exporter_allocate_pages(size);
            let lock = shim::exporter_new_lock();
            if state.is_null() || address.is_null() || lock.is_null() {
                if !lock.is_null() {
                    shim::exporter_free_lock(lock);
                }
                shim::exporter_free_pages(address);
                shim::exporter_free(state.cast());
                return Err(Errno::ENOMEM.into());
            }
            fill(core::slice::from_raw_parts_mut(address.cast(), size));
            state.write(Buffer {
                magic: MAGIC,
                dma_buf: ptr::null_mut(),
                address,
                size,
                lock,
                mappings: ptr::null_mut(),
            });
            Ok(state)
        }
    }

    /// # Safety
    /// `buffer` comes from `allocate`, and nobody uses it any more.
    pub unsafe fn free(buffer: *mut Buffer) {
        // SAFETY: the caller's promise; each part was allocated by the shim's counterpart.
        unsafe {
            (*buffer).magic = 0;
            shim::exporter_free_lock((*buffer).lock);
            shim::exporter_free_pages((*buffer).address);
            shim::exporter_free(buffer.cast());
        }
    }

    pub fn is_ours(&self) -> bool {
        self.magic == MAGIC
    }

    /// # Safety
    /// `buffer` is live, and `device` the one of an attachment to it.
    pub unsafe fn map(
        buffer: *mut Buffer,
        device: *mut device,
        direction: dma_data_direction,
    ) -> Result<*mut sg_table, Failure> {
        // SAFETY: the caller's promise; `mapping` is ours until it is in the list.
        unsafe {
            let mapping = shim::exporter_allocate(size_of::<Mapping>()).cast::<Mapping>();
            if mapping.is_null() {
                return Err(Errno::ENOMEM.into());
            }
            let (address, size) = ((*buffer).address, (*buffer).size);
            let table = shim::exporter_map_table(device, address, size, direction);
            if let Err(error) = Errno::check_pointer(table) {
                shim::exporter_free(mapping.cast());
                return Err(error.into());
            }
            shim::exporter_lock((*buffer).lock);
            let next = (*buffer).mappings;
            mapping.write(Mapping {
                device,
                table,
                direction,
                next,
            });
            (*buffer).mappings = mapping;
            shim::exporter_unlock((*buffer).lock);
            Ok(table)
        }
    }

    /// Whether there was such a mapping.
    ///
    /// # Safety
    /// `buffer` is live.
    pub unsafe fn unmap(
        buffer: *mut Buffer,
        device: *mut device,
        table: *mut sg_table,
        direction: dma_data_direction,
    ) -> bool {
        // SAFETY: the caller's promise; the list holds live mappings and changes only under the lock.
        unsafe {
            shim::exporter_lock((*buffer).lock);
            let mut link = &raw mut (*buffer).mappings;
            while !(*link).is_null() && (**link).table != table {
                link = &raw mut (**link).next;
            }
            let mapping = *link;
            let found = !mapping.is_null()
                && (*mapping).device == device
                && (*mapping).direction == direction;
            if found {
                *link = (*mapping).next;
            }
            shim::exporter_unlock((*buffer).lock);
            if found {
                shim::exporter_unmap_table(device, table, direction);
                shim::exporter_free(mapping.cast());
            }
            found
        }
    }

    /// Makes what one side wrote visible to the other, on machines where that takes an effort.
    ///
    /// # Safety
    /// `buffer` is live.
    pub unsafe fn hand_over(buffer: *mut Buffer, owner: Owner) {
        // SAFETY: the caller's promise; mappings stay in the list and live while the lock is held.
        unsafe {
            shim::exporter_lock((*buffer).lock);
            let mut mapping = (*buffer).mappings;
            while !mapping.is_null() {
                let Mapping {
                    device,
                    table,
                    direction,
                    next,
                } = mapping.read();
                match owner {
                    Owner::Cpu => shim::exporter_sync_for_cpu(device, table, direction),
                    Owner::Device => shim::exporter_sync_for_device(device, table, direction),
                }
                mapping = next;
            }
            shim::exporter_unlock((*buffer).lock);
        }
    }
}

/// `DMA_BUF_EXPORTER_PATTERN` of `kernel/dma_buf_exporter.h`.
fn fill(memory: &mut [u8]) {
    for (offset, byte) in memory.iter_mut().enumerate() {
        *byte = offset.wrapping_mul(31).wrapping_add(7) as u8;
    }
}
