// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The guide, docs/PORTING.md: its C compiles for each kernel that its ladder is for, and its Rust, put together of all
//! steps, for each layout.

#[path = "../compiler/mod.rs"]
#[allow(dead_code, reason = "the UI tests use the rest")]
mod compiler;
mod guide;
mod kernel;

use std::fs;
use std::path::Path;

use compat_data::history::History;
use compiler::{Case, Compiler, Product};
use guide::Guide;
use tempfile::TempDir;

const BEFORE: &str = "frames_dma_buf.c, before";
const AFTER: &str = "frames_dma_buf.c, after";

fn history() -> &'static History {
    compat_data::history("dma_buf_ops").unwrap().unwrap()
}

/// A folder with the guide's header and one of its C files.
fn c_driver(guide: &Guide, label: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("frames.h"), guide.one("frames.h")).unwrap();
    fs::write(folder.path().join("driver.c"), guide.one(label)).unwrap();
    folder
}

#[test]
fn the_c_compiles_before_and_after_for_every_layout() {
    let guide = Guide::read();
    for label in [BEFORE, AFTER] {
        let folder = c_driver(&guide, label);
        let mut layouts = 0;
        for (layout, releases) in history().mainline_layouts() {
            layouts += 1;
            for number in [releases.first, releases.last].into_iter().flatten() {
                if let Err(said) = kernel::compile(&folder.path().join("driver.c"), number, layout)
                {
                    panic!("{label}, {number}:\n{said}");
                }
            }
        }
        assert_eq!(layouts, 11);
    }
}

/// RHEL 8.5 calls itself 4.18, and has the layout of 5.11.
#[test]
fn on_a_backport_the_ladder_fails_and_what_is_left_of_it_does_not() {
    let guide = Guide::read();
    let layout = history().layout("5.11").unwrap();
    let number = "4.18".parse().unwrap();
    let compile = |label| {
        let folder = c_driver(&guide, label);
        kernel::compile(&folder.path().join("driver.c"), number, layout)
    };
    let said = compile(BEFORE).unwrap_err();
    assert!(said.contains("map_atomic"), "{said}");
    compile(AFTER).unwrap();
}

#[test]
fn the_rust_of_all_steps_compiles_for_every_layout() {
    let guide = Guide::read();
    let (folder, mut compiler) = (tempfile::tempdir().unwrap(), Compiler::new());
    write_crate(folder.path(), &guide, |_| true);
    compiler.sources = folder.path().to_owned();
    let cases = Case::read(Path::new("src/lib.rs"), "//@ every layout: dma_buf_ops\n");
    assert_eq!(cases.len(), 11);
    for case in cases {
        let output = compiler.compile(&case, Product::Nothing);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.is_empty(),
            "{case}:\n{said}"
        );
    }
}

#[test]
fn the_compiler_says_what_the_guide_says_it_does() {
    let guide = Guide::read();
    let (folder, mut compiler) = (tempfile::tempdir().unwrap(), Compiler::new());
    write_crate(folder.path(), &guide, |step| {
        !step.contains("fn map_atomic(")
    });
    compiler.sources = folder.path().to_owned();
    let case = Case::read(
        Path::new("src/lib.rs"),
        "//@ layout: dma_buf_ops=\"6.16\"\n",
    )
    .remove(0);
    let output = compiler.compile(&case, Product::Nothing);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    let errors = said.split("error: aborting").next().unwrap().trim_end();
    assert_eq!(guide.only("text").trim_end(), errors);
}

/// No block is left out of these tests.
#[test]
fn every_block_of_the_guide_is_compiled() {
    let guide = Guide::read();
    let labels = [
        "frames.h",
        BEFORE,
        AFTER,
        // compat-build's tests give it to cargo.
        "build.rs",
        "src/lib.rs",
        "src/ops.rs, head",
        "src/ops.rs, ops",
        "src/ops.rs, tail",
    ];
    let labelled: usize = labels.iter().map(|label| guide.all(label).len()).sum();
    assert_eq!(labelled, guide.sources());
}

fn write_crate(folder: &Path, guide: &Guide, keep: impl Fn(&str) -> bool) {
    fs::create_dir(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), guide.one("src/lib.rs")).unwrap();
    fs::write(folder.join("src/ops.rs"), guide.ops(keep)).unwrap();
}
