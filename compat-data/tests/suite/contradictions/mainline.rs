// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Mainline's layouts and changes.

use super::{broken, names, refused};
use crate::common::committed;

#[test]
fn a_gap_or_an_overlap_between_mainlines_ranges() {
    for last in ["4.9", "4.12"] {
        let by = format!("mainline = \"4.6..={last}\"");
        let message = broken("dma_buf_ops", "mainline = \"4.6..=4.11\"", &by);
        names(
            &message,
            &[
                &format!("layout `4.6` ends with mainline {last}"),
                "layout `4.12` begins with 4.12",
            ],
        );
    }
    let message = broken(
        "vfio_pci_regops",
        "absent = [\"4.4..=4.5\"]",
        "absent = [\"4.4\"]",
    );
    names(
        &message,
        &[
            "absent ends with mainline 4.4",
            "layout `4.6` begins with 4.6",
        ],
    );
}

#[test]
fn a_range_without_end_or_beyond_what_was_released() {
    let message = broken(
        "dma_buf_ops",
        "mainline = \"6.16..=7.3\"",
        "mainline = \"6.16..\"",
    );
    names(&message, &["layout `6.16`", "`6.16..` needs both ends"]);
    let message = broken(
        "dma_buf_ops",
        "mainline = \"6.16..=7.3\"",
        "mainline = \"6.16..=7.9\"",
    );
    names(&message, &["layout `6.16`", "7.9 is no mainline release"]);
    let message = broken(
        "dma_buf_ops",
        "mainline = \"5.5\"",
        "mainline = \"5.6..=5.5\"",
    );
    names(&message, &["layout `5.5`", "`5.6..=5.5` is not a range"]);
}

#[test]
fn a_layout_named_after_another_release() {
    let message = broken("dma_buf_ops", "name = \"5.5\"", "name = \"5.6-map\"");
    names(
        &message,
        &["layout `5.6-map` is mainline's of 5.5", "first release"],
    );
}

#[test]
fn a_layout_that_stands_twice() {
    let message = broken("dma_buf_ops", "name = \"5.5\"", "name = \"5.6\"");
    names(&message, &["layout `5.6` stands twice"]);
    let mut text = committed("vfio_pci_regops");
    text.push_str(
        "\n[[layout]]\nname = \"copy\"\nmembers = '''\n\
         size_t (*rw)(struct vfio_pci_device *, char *, size_t, loff_t *, bool);\n\
         void (*release)(struct vfio_pci_device *, struct vfio_pci_region *);\n'''\n",
    );
    let message = refused(&text);
    names(
        &message,
        &["layouts `4.6` and `copy` have the same members"],
    );
    names(&message, &["layout `copy` is of no kernel"]);
}

#[test]
fn a_recorded_change_that_the_members_do_not_show() {
    let pin = "{ kind = \"added\", member = \"pin\", note = \"after detach\", commit = \"bb42df4662a4\" },";
    let more = format!("{pin} {{ kind = \"removed\", member = \"vmap\" }},");
    let message = broken("dma_buf_ops", pin, &more);
    names(
        &message,
        &[
            "layout `5.7` records that `vmap` was removed",
            "between layouts `5.6` and `5.7`",
        ],
    );
    let moved = "{ kind = \"moved\", member = \"mmap\", note = \"ahead of map and unmap\" }";
    let message = broken("dma_buf_ops", moved, &moved.replace("mmap", "vmap"));
    names(&message, &["`5.3` records that `vmap` was moved"]);
    names(
        &message,
        &[
            "show that `mmap` was moved",
            "layout `5.3` does not record it",
        ],
    );
}

#[test]
fn a_change_of_the_members_that_is_not_recorded() {
    let change = "    { kind = \"added\", member = \"unpin\", note = \"after pin\", commit = \"bb42df4662a4\" },\n";
    let message = broken("dma_buf_ops", change, "");
    names(
        &message,
        &[
            "between layouts `5.6` and `5.7`",
            "`unpin` was added",
            "layout `5.7` does not record it",
        ],
    );
    let tag = "    { kind = \"tag-renamed\", member = \"mmap\", from = \"vfio_pci_device\", to = \"vfio_pci_core_device\", commit = \"536475109c82\" },\n";
    let message = broken("vfio_pci_regops", tag, "");
    names(
        &message,
        &[
            "`vfio_pci_device`, now `vfio_pci_core_device`",
            "`mmap`",
            "`5.15` does not record it",
        ],
    );
    let rename = "    { kind = \"renamed\", member = \"map\", from = \"kmap\", commit = \"f9b67f0014cb\" },\n";
    let message = broken("dma_buf_ops", rename, "");
    names(&message, &["`kmap` was removed", "layout `4.12`"]);
    names(&message, &["`map` was added", "layout `4.12`"]);
}

#[test]
fn members_that_do_not_lead_to_the_next_layout() {
    // One member of 5.6 swapped with its neighbour.
    let text = committed("dma_buf_ops");
    let (before, layout) = text.split_once("name = \"5.6\"").unwrap();
    let (vmap, vunmap) = (
        "void * (*vmap)(struct dma_buf *);\n",
        "void (*vunmap)(struct dma_buf *, void *);\n",
    );
    let swapped = layout.replacen(&format!("{vmap}{vunmap}"), &format!("{vunmap}{vmap}"), 1);
    let message = refused(&format!("{before}name = \"5.6\"{swapped}"));
    names(
        &message,
        &[
            "between layouts `5.5` and `5.6`",
            "was moved",
            "does not record it",
        ],
    );
    names(
        &message,
        &[
            "between layouts `5.6` and `5.7`",
            "was moved",
            "does not record it",
        ],
    );
}

#[test]
fn the_first_layout_of_mainline_says_only_that_the_struct_was_added() {
    let message = broken(
        "vfio_pci_regops",
        "    { kind = \"added\", commit = \"28541d41c9e0\" },\n",
        "",
    );
    names(
        &message,
        &["layout `4.6` is the first of mainline", "was added"],
    );
    let named = "{ kind = \"added\", member = \"rw\", commit = \"28541d41c9e0\" }";
    let whole = "{ kind = \"added\", commit = \"28541d41c9e0\" }";
    let message = broken("vfio_pci_regops", whole, named);
    names(&message, &["layout `4.6` is the first of mainline"]);
}
