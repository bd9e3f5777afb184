// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The page. What it does in a browser is tested by `cargo xtask test --step pages`.

use std::fs;

use super::hostile;
use crate::support::{Outcome, command, kernel_compat, kernel_compat_in};

/// Elements that have no end tag.
const VOID: [&str; 5] = ["!DOCTYPE", "meta", "link", "input", "br"];

/// The page without its style and its script.
fn markup(page: &str) -> String {
    let (start, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (body, rest) = rest.split_once("<script>").unwrap();
    let (_, end) = rest.split_once("</script>").unwrap();
    [start, body, end].concat()
}

/// Every tag is closed in its turn, and no text breaks out of where it stands.
pub fn assert_balanced(page: &str) {
    assert_balanced_markup(&markup(page));
}

/// The same of a page that has neither style nor script.
pub fn assert_balanced_markup(markup: &str) {
    let mut open: Vec<String> = Vec::new();
    for part in markup.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains(['>', '"', '\'']), "{text}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.split_whitespace().next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "{part}"),
            None if VOID.contains(&name) => {}
            None => open.push(name.to_owned()),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn page(name: &str) -> String {
    kernel_compat(&["matrix", name, "--html", "-"]).success()
}

#[test]
fn it_is_well_formed_and_needs_nothing_else() {
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let page = page(name);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
        assert_balanced(&page);
        for foreign in ["http:", "https:", "//", " src=", "<link", "@import", "url("] {
            let found = page.lines().find(|line| line.contains(foreign));
            // A comment in the script begins like an address.
            let found = found.filter(|line| !line.trim_start().starts_with("// "));
            assert_eq!(found, None, "{foreign}");
        }
        assert!(page.contains("default-src 'none'"));
        assert!(!page.contains('\u{1b}'));
    }
}

#[test]
fn it_has_each_kernel_each_member_and_each_layout() {
    let page = page("dma_buf_ops");
    let count = |text: &str| page.matches(text).count();
    assert_eq!(count("<th scope=\"col\" class=\"kernel"), 61 + 25 + 10);
    let body = page.split_once("<tbody>").unwrap().1;
    let rows = body.split_once("</tbody>").unwrap().0;
    assert_eq!(rows.matches("<th scope=\"row\">").count(), 18);
    assert_eq!(count("<tr id=\"layout-"), 11);
    // The bars of a line are as wide as all kernels together.
    for row in rows.split("<tr>").skip(1) {
        let spans = row.split("colspan=\"").skip(1);
        let widths = spans.map(|span| span.split('"').next().unwrap().parse::<usize>().unwrap());
        assert_eq!(widths.sum::<usize>(), 96, "{row}");
    }
}

#[test]
fn cells_tell_the_signature_the_place_the_change_and_the_evidence() {
    let page = page("dma_buf_ops");
    for title in [
        "title=\"int (*attach)(struct dma_buf *, struct dma_buf_attachment *);&#10;4.19..=5.2&#10;layout 4.19, member 1 of 12, \
         offset 0&#10;signature b of 2: 4.19.., since commit a19741e5e5a9&#10;against 4.18: signature: ",
        "in 4.19, commit a19741e5e5a9: loses struct device *&#10;recorded: mainline 4.19..=5.2\"",
        "recorded: RHEL 8.3, which calls itself 4.18\"",
        "offset 16 on 5.4-arm64, 5.4-ppc64el, 5.4-riscv64, 5.4-aws, 5.4-azure, 5.4-gcp, 5.4-lowlatency, offset 8 on 5.4-armhf",
        "read from dma_buf_ops.txt",
        "RHEL 8.1: dma_buf_export() still demands mmap",
        "against 5.2: moved: mmap&#10;in 5.3: ahead of map and unmap",
    ] {
        assert!(page.contains(title), "{title}");
    }
}

#[test]
fn what_a_history_says_is_never_markup() {
    let folder = hostile();
    let arguments = [
        "--histories",
        ".",
        "matrix",
        "hostile_ops",
        "--html",
        "page.html",
    ];
    kernel_compat_in(folder.path(), &arguments).success();
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert_balanced(&page);
    let markup = markup(&page);
    for hostile in [
        "<script",
        "<img",
        "<i>\"",
        "<!--",
        "</table>\"",
        "onerror=alert(2)>",
    ] {
        assert!(!markup.contains(hostile), "{hostile}");
    }
    for escaped in [
        "&lt;img src=x onerror=alert(2)&gt;&amp;&quot;&#39;",
        "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;.md",
        "&lt;/td&gt;&lt;i&gt;&quot;&#39;&amp;",
        "&lt;/table&gt;&quot;&#39;&amp;&lt;!--",
    ] {
        assert!(markup.contains(escaped), "{escaped}");
    }
}

#[test]
fn the_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let html =
        |file: &str| kernel_compat_in(folder.path(), &["matrix", "dma_buf_ops", "--html", file]);
    let path = folder.path().join("page.html");
    fs::write(&path, "older").unwrap();
    assert_eq!(html("page.html").success(), "written: page.html\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), page("dma_buf_ops"));

    let error = html("nowhere/page.html").trouble();
    assert!(error.contains("nowhere/page.html"), "{error}");
    // A device would be replaced by the page.
    fs::create_dir(folder.path().join("taken")).unwrap();
    for file in ["taken", "/dev/null"] {
        let error = html(file).trouble();
        assert!(error.contains("no regular file"), "{error}");
        assert!(error.contains("`--html -`"), "{error}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    kernel_compat(&["matrix", "dma_buf_ops", "--html", "-", "--format", "json"]).trouble();
}

#[cfg(unix)]
#[test]
fn the_name_of_the_file_need_not_be_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(OsStr::from_bytes(b"page-\xff.html"));
    let mut command = command();
    command.args(["matrix", "dma_buf_ops", "--html"]).arg(&path);
    assert_eq!(Outcome::of(command.output().unwrap()).code, 0);
    assert_eq!(fs::read_to_string(path).unwrap(), page("dma_buf_ops"));
}
