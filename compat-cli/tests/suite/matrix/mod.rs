// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat matrix`: members against kernels.

mod corpus;
mod json;
pub mod page;
mod text;

use crate::support::kernel_compat;

#[test]
fn an_unknown_struct_is_refused_with_the_nearest() {
    let error = kernel_compat(&["matrix", "dma_buf_op"]).trouble();
    assert!(error.contains("did you mean `dma_buf_ops`?"), "{error}");
}

/// A history with all that a page has to escape, a kernel of a very build, and a release between two that differ.
pub const HOSTILE: &str = r#"
struct = "hostile_ops"

[[header]]
releases = ".."
path = "linux/<b>&\"'.h"

[[layout]]
name = "4.4"
members = '''
int (*open)(struct thing *);
void (*close)(struct thing *);
'''

[[layout]]
name = "5.4"
members = '''
void (*close)(struct thing *);
int (*open)(struct thing *, int);
'''

[[source]]
name = "<script>alert(1)</script>&\"'.md"
sha256 = "7ed0d3289c52b3e4852448c220d99f4b6657bb118cfd060551a53269be895d96"
distribution = "<img src=x onerror=alert(2)>&\"'"
[source.kernels]
"4.4-generic" = "4.4"
"5.4-generic" = "5.4"
"5.4-arm64" = "unknown"
"6.12.117+deb12-amd64" = "5.4"

[[vendor]]
name = "</td><i>\"'&"
release = "4.18"
tag = "el8"
builds = ["80"]
layout = "5.4"
note = "</table>\"'&<!--"
"#;

/// A folder with that history.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("hostile_ops.toml"), HOSTILE).unwrap();
    folder
}
