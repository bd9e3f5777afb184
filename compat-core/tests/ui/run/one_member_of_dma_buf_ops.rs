// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//! A table has the members of its layout and no other, and what nobody filled is empty.
#![forbid(unsafe_op_in_unsafe_fn)]

use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
struct SparseOps;

#[kernel_ops(dma_buf_ops)]
impl SparseOps {
    unsafe fn release(buf: *mut dma_buf) {
        unsafe { *buf.cast() = true };
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

// FACTS.md in cfgs of releases, as in dma_buf_ops.rs.
/// Without `..` the pattern must name every member that the layout has, and no other.
fn main() {
    let SparseOps {
        #[cfg(all(kernel_since = "5.3", not(kernel_since = "6.16")))]
            cache_sgt_mapping: false,
        #[cfg(all(kernel_since = "5.5", not(kernel_since = "5.7")))]
            dynamic_mapping: false,
        attach: None,
        detach: None,
        #[cfg(kernel_since = "5.7")]
            pin: None,
        #[cfg(kernel_since = "5.7")]
            unpin: None,
        map_dma_buf: Some(_),
        unmap_dma_buf: Some(_),
        release: Some(release),
        begin_cpu_access: None,
        end_cpu_access: None,
        #[cfg(not(kernel_since = "4.12"))]
            kmap_atomic: Some(_),
        #[cfg(not(kernel_since = "4.12"))]
            kunmap_atomic: None,
        #[cfg(not(kernel_since = "4.12"))]
            kmap: Some(_),
        #[cfg(not(kernel_since = "4.12"))]
            kunmap: None,
        #[cfg(all(kernel_since = "4.12", not(kernel_since = "4.19")))]
            map_atomic: Some(_),
        #[cfg(all(kernel_since = "4.12", not(kernel_since = "4.19")))]
            unmap_atomic: None,
        #[cfg(all(kernel_since = "4.12", not(kernel_since = "5.6")))]
            map: Some(_),
        #[cfg(all(kernel_since = "4.12", not(kernel_since = "5.6")))]
            unmap: None,
        mmap: Some(_),
        vmap: None,
        vunmap: None,
    } = SparseOps::TABLE
    else {
        panic!("a member is set that nobody filled");
    };
    let mut released = false;
    unsafe { release((&raw mut released).cast()) };
    assert!(released);
}
