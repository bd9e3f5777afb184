// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver for every recorded kernel.

/// It has alternatives where the kernels' members differ, so that an observed layout takes one of them.
pub const EXPORTER: &str = r#"
use compat_core::{kernel_ops, types::*};
#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;
#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(since = "5.3", until = "6.15")]
    const cache_sgt_mapping: bool = true;
    #[kernel(until = "4.18")]
    fn attach(_: *mut dma_buf, _: *mut device, _: *mut dma_buf_attachment) -> c_int { 1 }
    #[kernel(since = "4.19")]
    fn attach(_: *mut dma_buf, _: *mut dma_buf_attachment) -> c_int { 2 }
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "5.10")]
    fn vmap(_: *mut dma_buf) -> *mut c_void { core::ptr::null_mut() }
    #[kernel(since = "5.11")]
    fn vmap(_: *mut dma_buf, _: *mut iosys_map) -> c_int { 0 }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { core::ptr::null_mut() }
    fn unmap_dma_buf() {}
    #[kernel(until = "4.18")] fn map_atomic() -> *mut c_void { core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map() -> *mut c_void { core::ptr::null_mut() }
    fn mmap() -> c_int { 0 }
}
pub static OPS: ExporterOps = ExporterOps::TABLE;
const _: () = assert!(OPS.attach.is_some() && OPS.vmap.is_some() && OPS.release.is_some());
"#;
