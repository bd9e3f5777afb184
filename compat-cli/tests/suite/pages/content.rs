// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a struct's page says.

use std::fs;

use super::{embedded, of, pages};
use crate::matrix::HOSTILE;
use crate::matrix::page::assert_balanced_markup;
use crate::support::kernel_compat_in;

/// The page without its data for the script.
fn markup(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script type=\"application/json\"") else {
        return page.to_owned();
    };
    [before, rest.split_once("</script>").unwrap().1].concat()
}

#[test]
fn pages_are_well_formed_whatever_a_history_says() {
    for site in [embedded(), &of("hostile_ops", HOSTILE)] {
        for (_, page) in pages(site) {
            assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
            assert_balanced_markup(&markup(page));
        }
    }
    let site = of("hostile_ops", HOSTILE);
    let page = &site["hostile_ops.html"];
    for hostile in [
        "<img",
        "<i>",
        "<b>&",
        "<!--",
        "</table>\"",
        "</td><i",
        "<script>alert",
    ] {
        assert!(!page.contains(hostile), "{hostile}");
    }
    for escaped in [
        "<code>linux/&lt;b&gt;&amp;&quot;&#39;.h</code>",
        "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;.md",
        "&lt;img src=x onerror=alert(2)&gt;&amp;&quot;&#39;",
        "read from \\u003cscript\\u003ealert(1)\\u003c/script\\u003e&\\\"'.md",
    ] {
        assert!(page.contains(escaped), "{escaped}");
    }
    assert!(site["names.js"].contains("linux/\\u003cb\\u003e&\\\"'.h"));
}

#[test]
fn demands_are_shown_where_they_are_recorded_and_nothing_is_claimed_elsewhere() {
    let site = embedded();
    let page = &site["dma_buf_ops.html"];
    for said in [
        "<th scope=\"row\">6.16 to 7.3</th><td><ul><li>set <code>map_dma_buf</code>, <code>unmap_dma_buf</code>, \
         <code>release</code></li><li>set all or none of <code>pin</code>, <code>unpin</code></li></ul></td>\
         <td>WARN and -EINVAL</td><td>dma_buf_export() in drivers/dma-buf/dma-buf.c</td>",
        "<li>not set <code>pin</code>, <code>unpin</code> beside <code>cache_sgt_mapping</code></li>",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("Nothing is recorded of what the kernel demands"));
    let page = &of("some_ops", BUILDS)["some_ops.html"];
    assert!(page.contains("Nothing is recorded of what the kernel demands"));
    assert!(page.contains("does not say that a member may be null"));
}

#[test]
fn the_skeleton_is_what_a_new_driver_has() {
    let site = embedded();
    let folder = tempfile::tempdir().unwrap();
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        kernel_compat_in(
            folder.path(),
            &["new", "driver", "--ops", name, "--path", name],
        )
        .success();
        let source = fs::read_to_string(folder.path().join(name).join("src/lib.rs")).unwrap();
        let table = source.split_once("#[kernel_ops(").unwrap().1;
        let table = table.split_once("\n}\n").unwrap().0;
        assert!(table.contains("impl Ops {"), "{table}");
        let escaped = table
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        assert!(
            site[&format!("{name}.html")].contains(&escaped),
            "{escaped}"
        );
    }
}

/// Builds of a release that are alike, one of another architecture, one without the struct, one of another layout.
const BUILDS: &str = r#"
struct = "some_ops"

[[header]]
releases = ".."
path = "linux/some.h"

[[module]]
releases = ".."
name = "some"

[[layout]]
name = "6.1"
members = '''
int (*open)(struct thing *);
unsigned int flag;
'''
[[layout.places]]
kernels = ["6.1.0-48-amd64", "6.1.0-50-amd64", "6.1.0-56-amd64", "6.1.0-56-arm64"]
size = 16
alignment = 8
offsets = [0, 8]
plain = false
[layout.places.bits]
flag = "64:1"

[[layout]]
name = "7.3"
members = '''
int (*open)(struct thing *, int);
'''

[[source]]
name = "builds"
sha256 = "7ed0d3289c52b3e4852448c220d99f4b6657bb118cfd060551a53269be895d96"
distribution = "Debian"
[source.kernels]
"6.1.0-48-amd64" = "6.1"
"6.1.0-50-amd64" = "6.1"
"6.1.0-56-amd64" = "6.1"
"7.3.4+deb13-amd64" = "7.3"
"6.1.0-56-arm64" = "6.1"
"7.3.4+deb13-arm64" = "unknown"
"#;

#[test]
fn builds_that_are_alike_share_a_column_and_none_is_lost() {
    let site = of("some_ops", BUILDS);
    let page = &site["some_ops.html"];
    assert_eq!(page.matches(" data-builds=\"3\"").count(), 1);
    assert!(page.contains("<span>6.1 ×3</span>"));
    // Two releases and the eleven between them, two kernels for arm64.
    let between = compat_data::release::Release::mainline()
        .filter(|release| *release > "6.1".parse().unwrap() && *release < "7.3".parse().unwrap());
    let columns = page.matches("<th scope=\"col\" class=\"kernel").count();
    assert_eq!(columns, 2 + between.count() + 2);
    for said in [
        "<td>6.1.0-48-amd64..=6.1.0-56-amd64</td><td>layout <a href=\"#layout-6.1\">6.1</a></td>",
        "<td>7.3.4+deb13-arm64</td><td>unknown: no type information of it</td>",
        "5 kernels are known to have it",
        "of 1 kernel it is not known",
        "by 7.3.4+deb13-amd64, after 6.1.0-56-amd64",
        "<small>compared with 6.1.0-56-amd64</small>",
        "<label><input type=\"checkbox\" name=\"kind\" value=\"arm64\" checked> arm64</label>",
        "<code>linux/some.h</code>",
        "<code>some</code>, where it is not built in",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn what_the_record_alone_can_not_give_is_said() {
    let site = of("some_ops", BUILDS);
    let page = &site["some_ops.html"];
    for said in [
        "<strong>needs observed evidence</strong> on layout <code>6.1</code>",
        "/*    8, bit 64, 1 wide */ unsigned int flag;",
        "<tr><th scope=\"row\"><code>6.1</code></th><td>arm64</td><td>16, aligned to 8</td></tr>",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(site["index.html"].contains("<td>observed for some</td>"));
    // Its newest layout is a plain list, which a driver can be written for; the type it points to comes with the driver.
    assert!(page.contains("For kernels 7.3 and newer."));
    assert!(page.contains("src/types.rs"));
    let not_plain = BUILDS.replace(
        "\"7.3.4+deb13-amd64\" = \"7.3\"",
        "\"7.3.4+deb13-amd64\" = \"6.1\"",
    );
    let not_plain = not_plain.replace("-arm64\" = \"unknown\"", "-arm64\" = \"7.3\"");
    let not_plain = not_plain.replace("kernels = [", "kernels = [\"7.3.4+deb13-amd64\", ");
    let site = of("some_ops", &not_plain);
    assert!(site["index.html"].contains("<td>observed for some</td>"));
    let page = &site["some_ops.html"];
    assert!(page.contains("The record alone gives no exact skeleton"));
    assert!(page.contains("a plain list of its members is another struct"));
}

#[test]
fn the_packages_of_the_kernels_that_were_read_are_named() {
    let site = embedded();
    let page = &site["kernels.html"];
    let kernels = compat_data::catalogue::kernels().unwrap();
    assert!(!kernels.is_empty());
    for kernel in kernels {
        let line = page
            .split_once(&format!("<tr id=\"kernel-{}\">", kernel.build))
            .unwrap()
            .1;
        let line = line.split_once("</tr>").unwrap().0;
        assert!(
            line.contains(&kernel.image) && line.contains(&kernel.suite),
            "{line}"
        );
        for (name, version) in &kernel.packages {
            assert!(
                line.contains(&format!("<code>{name}</code> {version}")),
                "{line}"
            );
        }
    }
    let page = &site["file_operations.html"];
    assert!(page.contains("<a href=\"kernels.html\">the packages of each kernel</a>"));
    // A site of other histories has no such page.
    assert!(!of("some_ops", BUILDS).contains_key("kernels.html"));
}
