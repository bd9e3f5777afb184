// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//@ env: KERNEL_COMPAT_EVIDENCE_dma_buf_ops=recorded: a test
//! What a driver can ask of its table, at compile time and for its log.

use compat_core::{Layout, kernel_ops};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

/// Also where the table has no such member, the question can be asked.
const MAPS_PAGES: bool = ExporterOps::HAS_MAP || ExporterOps::HAS_KMAP;
const LAYOUT: Layout = ExporterOps::LAYOUT;

// FACTS.md in cfgs of releases, as in dma_buf_ops.rs.
fn main() {
    let since = |newer: bool, older: bool| newer && !older;
    assert!(ExporterOps::HAS_ATTACH);
    assert_eq!(ExporterOps::HAS_PIN, cfg!(kernel_since = "5.7"));
    assert_eq!(ExporterOps::HAS_UNPIN, cfg!(kernel_since = "5.7"));
    assert_eq!(
        ExporterOps::HAS_CACHE_SGT_MAPPING,
        since(cfg!(kernel_since = "5.3"), cfg!(kernel_since = "6.16"))
    );
    assert_eq!(
        ExporterOps::HAS_DYNAMIC_MAPPING,
        since(cfg!(kernel_since = "5.5"), cfg!(kernel_since = "5.7"))
    );
    // By name: `kmap` is not `map`.
    assert_eq!(ExporterOps::HAS_KMAP, cfg!(not(kernel_since = "4.12")));
    assert_eq!(
        ExporterOps::HAS_MAP,
        since(cfg!(kernel_since = "4.12"), cfg!(kernel_since = "5.6"))
    );
    assert_eq!(MAPS_PAGES, cfg!(not(kernel_since = "5.6")));
    let selected = env!("KERNEL_COMPAT_LAYOUT_dma_buf_ops");
    assert_eq!(LAYOUT.name, selected);
    assert_eq!(LAYOUT.to_string(), format!("{selected} (recorded: a test)"));
}
