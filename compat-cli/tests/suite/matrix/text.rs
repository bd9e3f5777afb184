// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a terminal shows.

use super::hostile;
use crate::support::{Outcome, command, kernel_compat, text};

const VFIO: &str = "\
struct vfio_pci_regops

                mainline               | Ubuntu                                     | vendors
                4.4   4.6   5.0  5.15  | 4.4   5.4  5.15  6.2     5.4-        5.4-  |   RHEL
                ..=   ..=   ..=    ..  | ..=   ..=   ..=  ..=    arm64     ppc64el  | 9.1 to
                4.5  4.20  5.14        | 5.3  5.13  5.19  6.8    armhf       azure  |    9.3
                                       |                       riscv64         gcp  |
                                       |                           aws  lowlatency  |
layout            -   4.6   5.0  5.15  |   ?   5.0  5.15    ?        ?         5.0  |   5.15
rw                -     a     a     b  |   ?     a     b    ?        ?           a  |      b
release           -     a     a     b  |   ?     a     b    ?        ?           a  |      b
mmap              -     .     a     b  |   ?     a     b    ?        ?           a  |      b
add_capability    -     .     a     b  |   ?     a     b    ?        ?           a  |      b

a, b  a member, and which of its signatures below it has
.     no member
-     there is no such struct
?     no type information of it there: it lives in a module, or is configured out

rw
  a  size_t (*rw)(struct vfio_pci_device *, char *, size_t, loff_t *, bool);
     4.6..=5.14, since commit 28541d41c9e0
  b  ssize_t (*rw)(struct vfio_pci_core_device *, char *, size_t, loff_t *, bool);
     5.15.., since commit e7500b3ede2c, commit 536475109c82

release
  a  void (*release)(struct vfio_pci_device *, struct vfio_pci_region *);
     4.6..=5.14, since commit 28541d41c9e0
  b  void (*release)(struct vfio_pci_core_device *, struct vfio_pci_region *);
     5.15.., since commit 536475109c82

mmap
  a  int (*mmap)(struct vfio_pci_device *, struct vfio_pci_region *, struct vm_area_struct *);
     5.0..=5.14, since commit a15b1883fee1
  b  int (*mmap)(struct vfio_pci_core_device *, struct vfio_pci_region *, struct vm_area_struct *);
     5.15.., since commit 536475109c82

add_capability
  a  int (*add_capability)(struct vfio_pci_device *, struct vfio_pci_region *,
         struct vfio_info_cap *);
     5.0..=5.14, since commit c2c0f1cde039 (not confirmed)
  b  int (*add_capability)(struct vfio_pci_core_device *, struct vfio_pci_region *,
         struct vfio_info_cap *);
     5.15.., since commit 536475109c82
";

#[test]
fn a_small_struct_is_shown_whole() {
    assert_eq!(
        kernel_compat(&["matrix", "vfio_pci_regops"]).success(),
        VFIO
    );
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap()
}

fn with(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = command();
    command.envs(variables.iter().copied()).args(arguments);
    Outcome::of(command.output().unwrap()).success()
}

fn in_columns(columns: &str) -> String {
    with(&[("COLUMNS", columns)], &["matrix", "dma_buf_ops"])
}

#[test]
fn lines_fit_the_terminal() {
    let text = kernel_compat(&["matrix", "dma_buf_ops"]).success();
    assert!(widest(&text) <= 100, "{text}");
    assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
    for columns in ["80", "140"] {
        let text = in_columns(columns);
        assert!(widest(&text) <= columns.parse().unwrap(), "{text}");
    }
    // A declaration is broken at its commas and nowhere else.
    let text = in_columns("40");
    assert!(
        widest(text.split("\na, b  ").next().unwrap()) <= 40,
        "{text}"
    );
    // Where there is no room for a single column, there is one all the same.
    assert!(in_columns("1").contains("cache_sgt_mapping"));
}

#[test]
fn what_does_not_fit_stands_in_further_blocks() {
    let blocks = |text: &str| {
        let names = text
            .lines()
            .filter(|line| line.starts_with("unmap_dma_buf "));
        names.count()
    };
    assert_eq!(blocks(&in_columns("60")), 6);
    assert_eq!(blocks(&in_columns("100")), 3);
    assert_eq!(blocks(&in_columns("300")), 1);
}

#[test]
fn renamed_and_moved_members_are_marked() {
    let text = kernel_compat(&["matrix", "dma_buf_ops"]).success();
    let line = |name: &str| {
        let mut lines = text.lines();
        let line = lines.find(|line| line.split_whitespace().next() == Some(name));
        let words = line.unwrap().split_whitespace().skip(1);
        words.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        line("layout"),
        "4.4 4.6 4.12 4.19 5.3 5.5 5.6 5.7 5.11 5.18 6.16"
    );
    assert_eq!(line("attach"), "a a a b b b b b b b b");
    assert_eq!(line("map"), "a a *a a a a . . . . .");
    assert_eq!(line("mmap"), "a a a a ^a a a a a a a");
    assert_eq!(line("vmap"), "a a a a a a a a b c c");
    for fact in [
        "map\n  kmap on 4.4..=4.11\n  renamed from kmap in 4.12, commit f9b67f0014cb\n",
        "mmap\n  moved in the order in 5.3: ahead of map and unmap\n",
        "     5.18.., since commit 7938f4218168\n",
        "RHEL 8.1: dma_buf_export() still demands mmap\n",
    ] {
        assert!(text.contains(fact), "{fact}{text}");
    }
}

#[test]
fn a_gap_between_kernels_that_differ_is_uncertain() {
    let folder = hostile();
    let folder = text(folder.path());
    let text = kernel_compat(&["--histories", folder, "matrix", "hostile_ops"]).success();
    for line in [
        "\n        4.4  4.5       5.4   5.4-  ",
        "\n             ..=       ..=  arm64  ",
        "\n             5.3  6.12.117         ",
        "\n                    +deb12         ",
        "\n                    -amd64         ",
        "\nlayout  4.4    ~       5.4      ?  ",
        "\nopen      a    ~         b      ?  ",
        "\nclose     a    ~        ^a      ?  ",
        "\n~     uncertain: the kernels on either side differ\n",
        "\n?     no type information of it there: it lives in a module, or is configured out\n",
        "\n  a  int (*open)(struct thing *);\n     4.4-generic\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn colour_is_as_the_user_wants_it() {
    const ESCAPE: char = '\u{1b}';
    const MATRIX: [&str; 2] = ["matrix", "vfio_pci_regops"];
    let when = |color| kernel_compat(&["--color", color, MATRIX[0], MATRIX[1]]).success();
    assert!(when("always").contains(ESCAPE));
    assert_eq!(when("never"), VFIO);
    // A pipe has none, unless it is forced to; NO_COLOR counts more.
    assert_eq!(when("auto"), VFIO);
    let forced = ("CLICOLOR_FORCE", "1");
    assert!(with(&[forced], &MATRIX).contains(ESCAPE));
    assert_eq!(with(&[forced, ("NO_COLOR", "1")], &MATRIX), VFIO);
}
