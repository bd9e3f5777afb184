// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is recorded of the embedded structs, in words.

use super::{explain, json, section, text};

/// The section of one member, over all kernels.
fn of_dma_buf_ops(member: &str) -> String {
    let outcome = explain(&["dma_buf_ops"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    section(&outcome.stdout, member)
}

fn assert_says(section: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(
            section.contains(sentence),
            "{sentence:?} is not in: {section}"
        );
    }
}

#[test]
fn an_argument_that_went() {
    assert_says(
        &of_dma_buf_ops("attach"),
        &[
            "Since 4.19: signature changed, loses struct device * (commit a19741e5e5a9).",
            "On 4.4 to 4.18: int (*attach)(struct dma_buf *, struct device *, struct dma_buf_attachment *)",
            "fn attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> Result<()> { … }",
            "On 4.4 to 4.18 the kernel also passes `*mut device`: leave it out, or take `device: Option<*mut device>`, \
             which is `None` elsewhere.",
        ],
    );
    assert_says(
        &of_dma_buf_ops("end_cpu_access"),
        &[
            "the kernel also passes two `size_t`: leave them out",
            "`Result<()>` serves `void` and `int` alike; an error is lost on 4.4 to 4.5.",
            "`#[kernel(args(buf, _, size2, direction))]`",
        ],
    );
}

#[test]
fn members_that_came_and_went() {
    assert_says(
        &of_dma_buf_ops("cache_sgt_mapping"),
        &[
            "On 5.3 to 6.15; not on 4.4 to 5.2, 6.16 and newer.",
            "#[kernel(since = \"5.3\", until = \"6.15\")] const cache_sgt_mapping: bool = …;",
            "Must not be set beside `pin` and `unpin` on 5.7 to 6.15, else: WARN and -EINVAL",
            "A driver that sets `pin` or `unpin` leaves it out there: `#[kernel(since = \"5.3\", until = \"5.6\", optional)]`.",
        ],
    );
    assert_says(
        &of_dma_buf_ops("pin"),
        &[
            "Since 5.7: added, after detach (commit bb42df4662a4).",
            "Set together with `unpin`, or neither, on 5.7 and newer, else: WARN and -EINVAL (dma_buf_export()",
            "#[kernel(since = \"5.7\")]",
            "Or `#[kernel(optional)]`",
        ],
    );
}

#[test]
fn a_member_that_was_renamed() {
    assert_says(
        &of_dma_buf_ops("map"),
        &[
            "It is called `kmap` on 4.4 to 4.11 and `map` on 4.12 to 5.5.",
            "Since 4.12: `kmap` renamed to `map` (commit f9b67f0014cb).",
            "Must be set on 4.5 to 4.19",
            "One entry serves under all its names: `map` is for `kmap` as well.",
            "#[kernel(until = \"5.5\")] fn map(",
        ],
    );
    // Where only the old name is, that is the name.
    let older = explain(&["dma_buf_ops", "--to", "4.11"]);
    assert_says(
        &section(&older.stdout, "kmap"),
        &[
            "On all of these kernels.",
            "Nothing to do: one entry serves all of them. fn kmap(",
        ],
    );
}

#[test]
fn a_member_that_only_moved() {
    assert_says(
        &of_dma_buf_ops("mmap"),
        &[
            "Since 5.3: moved, ahead of map and unmap.",
            "Must be set on 4.5 to 5.2, else:",
            "Nothing to do: one entry serves all of them.",
        ],
    );
}

#[test]
fn a_member_that_became_another() {
    assert_says(
        &of_dma_buf_ops("vmap"),
        &[
            "Since 5.11: signature changed, returns int, takes struct dma_buf_map * (commit 6619ccf1bb1d).",
            "Since 5.18: `struct dma_buf_map` renamed to `struct iosys_map`",
            "#[kernel(until = \"5.10\")] fn vmap(buf: *mut dma_buf) -> *mut c_void { … }",
            "#[kernel(since = \"5.11\")] fn vmap(buf: *mut dma_buf, map: *mut iosys_map) -> Result<()> { … }",
            "It becomes another in kind",
        ],
    );
    assert_says(
        &of_dma_buf_ops("vunmap"),
        &["One that takes neither serves all of them, too: `fn vunmap(buf: *mut dma_buf)`."],
    );
}

#[test]
fn a_struct_that_lives_in_a_module() {
    let outcome = explain(&["vfio_pci_regops", "--from", "4.4"]);
    let head = outcome.stdout.split("\n\n").next().expect("a head");
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_says(
        &head,
        &[
            "struct vfio_pci_regops, from 4.4 to 7.3 3 layouts on these kernels: 4.6 on 4.6 to 4.20",
            "Absent on 4.4 to 4.5: these have no such struct.",
            "Unknown on 4.4-generic,",
            "RHEL 9.1 to 9.3: layout 5.15, not 5.0 as 5.14",
            "drivers/vfio/pci/vfio_pci_private.h on 4.6 to 5.14, which headers packages lack",
            "It lives in module vfio-pci-core on 5.15 and newer, where that is not built in.",
        ],
    );
    assert_says(
        &section(&outcome.stdout, "rw"),
        &[
            "-> Result<usize> { … }",
            "`Result<usize>` serves `size_t` and `ssize_t` alike.",
        ],
    );
    assert_says(
        &section(&outcome.stdout, "release"),
        &[
            "Must be set on 4.6 and newer, else: a null pointer is called",
            "Nothing to do",
        ],
    );
}

#[test]
fn a_range_has_what_changes_in_it_and_the_distributions_kernels_of_its_numbers() {
    let outcome = explain(&["dma_buf_ops", "--from", "5.4.0-26-generic", "--to", "6.12"]);
    assert!(
        outcome
            .stdout
            .starts_with("struct dma_buf_ops, from 5.4 to 6.12\n")
    );
    assert_says(
        &section(&outcome.stdout, "attach"),
        &["On all of these kernels.", "Nothing to do"],
    );
    assert!(!outcome.stdout.contains("\nmap_atomic\n"));
    // 4.18.0 is the number of RHEL 8, whose later kernels have newer layouts.
    let outcome = explain(&["dma_buf_ops", "--from", "4.17", "--to", "4.18"]);
    assert_says(
        &section(&outcome.stdout, "pin"),
        &["On RHEL 8.4, RHEL 8.5, 8.6, RHEL 8.7 to 8.9; not on 4.17 to 4.18, RHEL 8.1"],
    );
}

#[test]
fn lines_are_good_to_read_and_plain_where_nobody_looks() {
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let outcome = explain(&[name]);
        for line in outcome.stdout.lines() {
            assert!(
                line.chars().count() <= 100 && line == line.trim_end(),
                "{line:?}"
            );
            assert!(!line.contains('\u{1b}'), "{line:?}");
        }
        let colored = explain(&[name, "--color", "always"]);
        assert!(colored.stdout.contains("\u{1b}[1mrelease\u{1b}[0m"));
    }
}

#[test]
fn scripts_get_the_same_as_json() {
    let explained = json(&["dma_buf_ops", "--from", "4.18", "--to", "4.19"]);
    assert_eq!(explained["format"], 1);
    assert_eq!(text(&explained["to"]), "4.19");
    let attach = &explained["members"][0];
    assert_eq!(text(&attach["name"]), "attach");
    assert_eq!(text(&attach["changes"][0]["kind"]), "signature");
    assert_eq!(text(&attach["changes"][0]["release"]), "4.19");
    assert_eq!(text(&attach["changes"][0]["commit"]["id"]), "a19741e5e5a9");
    assert_eq!(
        text(&attach["advice"]["entries"][0]["with_all_arguments"]),
        "fn attach(buf: *mut dma_buf, device: Option<*mut device>, attachment: *mut dma_buf_attachment) -> Result<()>"
    );
    assert!(attach["advice"]["entries"][0]["attribute"].is_null());
    assert!(explained["driver"].is_null());
}
