// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A kernel whose struct no record has.

use crate::building::compiling::Fake;

#[path = "../../../../compat-build/tests/support/gcc.rs"]
mod gcc;

/// A tree whose 5.10 has members that mainline's has not.
pub fn vendors_tree() -> Fake {
    let fake = Fake::new();
    let partial = "int (*begin_cpu_access_partial)(struct dma_buf *, enum dma_data_direction, unsigned int, unsigned int);";
    fake.write(
        "include/linux/dma-buf.h",
        &header(
            partial,
            "int (*get_flags)(struct dma_buf *, unsigned long *);",
        ),
    );
    fake
}

/// The struct of 5.10 with members in its midst and at its end.
pub fn header(midst: &str, end: &str) -> String {
    format!(
        "{}struct dma_buf_ops {{
    bool cache_sgt_mapping;
    int (*attach)(struct dma_buf *, struct dma_buf_attachment *);
    void (*detach)(struct dma_buf *, struct dma_buf_attachment *);
    int (*pin)(struct dma_buf_attachment *);
    void (*unpin)(struct dma_buf_attachment *);
    struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *, enum dma_data_direction);
    void (*unmap_dma_buf)(struct dma_buf_attachment *, struct sg_table *, enum dma_data_direction);
    void (*release)(struct dma_buf *);
    int (*begin_cpu_access)(struct dma_buf *, enum dma_data_direction);
    {midst}
    int (*end_cpu_access)(struct dma_buf *, enum dma_data_direction);
    int (*mmap)(struct dma_buf *, struct vm_area_struct *);
    void *(*vmap)(struct dma_buf *);
    void (*vunmap)(struct dma_buf *, void *);
    {end}
}};
",
        gcc::PRELUDE
    )
}
