// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Demands.

use super::{broken, names};
use crate::common::{committed, parsed, release};

#[test]
fn a_demand_on_a_member_that_some_release_lacks() {
    let message = broken(
        "dma_buf_ops",
        "\"kmap_atomic\", \"kmap\", \"mmap\"",
        "\"map\"",
    );
    names(
        &message,
        &[
            "demand of 4.5..=4.11 names `map`",
            "layout `4.4` has no such member",
        ],
    );
    let message = broken(
        "dma_buf_ops",
        "together = [[\"pin\", \"unpin\"]]",
        "together = [[\"pin\", \"unpn\"]]",
    );
    names(
        &message,
        &["demand of 5.7..=6.15 names `unpn`", "layout `5.7`"],
    );
    let message = broken(
        "dma_buf_ops",
        "excludes = { cache_sgt_mapping = [\"dynamic_mapping\"] }",
        "excludes = { dynamic = [] }",
    );
    names(
        &message,
        &["demand of 5.5..=5.6 names `dynamic`", "layout `5.5`"],
    );
}

#[test]
fn a_release_between_two_demands_that_none_speaks_for() {
    let message = broken(
        "dma_buf_ops",
        "releases = \"4.20..=5.2\"",
        "releases = \"4.20..=5.1\"",
    );
    names(
        &message,
        &["`demand` are of 4.5 to 7.3", "none speaks for 5.2"],
    );
    let message = broken("dma_buf_ops", "releases = \"4.19\"", "releases = \"4.20\"");
    names(&message, &["none speaks for 4.19"]);
    // What was not read at either end is no hole.
    let text = committed("dma_buf_ops").replacen(
        "releases = \"6.16..=7.3\"",
        "releases = \"6.16..=7.0\"",
        1,
    );
    assert_eq!(parsed(&text).demand(release("7.1")), None);
}
