// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is not explained, and why.

use super::explain;

fn assert_refused(arguments: &[&str], words: &[&str]) {
    let outcome = explain(arguments);
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (2, ""),
        "{arguments:?}"
    );
    for word in words {
        let error = &outcome.stderr;
        assert!(error.contains(word), "{word:?} is not in: {error}");
    }
}

#[test]
fn a_range_of_nothing() {
    let both = |from, to| ["dma_buf_ops", "--from", from, "--to", to];
    assert_refused(
        &both("5.4", "5.4"),
        &[
            "both 5.4",
            "help: `kernel-compat show dma_buf_ops --kernel 5.4`",
        ],
    );
    // Two kernels of one release.
    assert_refused(&both("5.4-arm64", "5.4.0-26-generic"), &["both 5.4"]);
    assert_refused(
        &both("6.12", "5.4"),
        &[
            "`--from 6.12` is newer than `--to 5.4`",
            "help: name the older one first: `--from 5.4 --to 6.12`",
        ],
    );
    assert_refused(
        &["dma_buf_ops", "--from", "7.3"],
        &["nothing after 7.3", "recorded from 4.4 to 7.3"],
    );
    assert_refused(&["dma_buf_ops", "--to", "4.4"], &["nothing before 4.4"]);
    assert_refused(
        &["vfio_pci_regops", "--from", "4.4", "--to", "4.5"],
        &["no kernel that is known in this range has `struct vfio_pci_regops`"],
    );
}

#[test]
fn unknown_names() {
    assert_refused(
        &["dma_buf_opps"],
        &[
            "there is no history of `struct dma_buf_opps`",
            "did you mean `dma_buf_ops`?",
        ],
    );
    assert_refused(&["dma_buf_ops", "--from", "v5.4"], &["did you mean `5.4`?"]);
    assert_refused(
        &["dma_buf_ops", "--to", "6.99"],
        &["`--to 6.99`: 6.99 is no mainline release that is known: they go from 4.4 to 7.3"],
    );
}
