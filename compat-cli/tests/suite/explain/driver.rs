// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver needs.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{array, checkout, explain, json, section, text};
use crate::support::{Outcome, kernel_compat_in};

/// A driver with these source files.
fn driver(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join("src").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }
    folder
}

/// The command in the driver's folder.
fn explain_in(folder: &Path, arguments: &[&str]) -> Outcome {
    kernel_compat_in(
        folder,
        &[&["explain"], arguments, &["--driver", "."]].concat(),
    )
}

/// A block with what all kernels demand, and this.
fn block(kernels: &str, entries: &str) -> String {
    format!(
        "#[kernel_ops(dma_buf_ops)]\npub struct Ops;\n\n#[kernel_ops(dma_buf_ops{kernels})]\nimpl Ops {{\n\
         fn map_dma_buf(_: *mut dma_buf_attachment) -> *mut sg_table {{ loop {{}} }}\n\
         fn unmap_dma_buf() {{}}\nfn release() {{}}\nfn mmap() {{}}\n{entries}\n}}\n"
    )
}

#[test]
fn the_examples_are_for_all_kernels_already() {
    for (name, folder) in [
        ("dma_buf_ops", "examples/dma-buf-exporter"),
        ("vfio_pci_regops", "examples/vfio-region"),
    ] {
        let outcome = explain(&[name, "--driver", folder]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        assert!(
            outcome
                .stdout
                .ends_with("Nothing to change: the driver is for all of these kernels.\n")
        );
        assert!(!outcome.stdout.contains("To change"));
    }
}

#[test]
fn only_what_the_driver_touches_is_explained_each_with_its_place() {
    let outcome = explain(&["dma_buf_ops", "--driver", "examples/dma-buf-exporter"]);
    // The example has neither.
    assert!(!outcome.stdout.contains("\npin\n") && !outcome.stdout.contains("\ndynamic_mapping\n"));
    let vmap = section(&outcome.stdout, "vmap");
    let source = fs::read_to_string(checkout().join("examples/dma-buf-exporter/src/ops.rs"));
    let source = source.expect("readable");
    let mut lines = source.lines().enumerate();
    let (line, _) = lines
        .find(|(_, line)| line.contains("fn vmap("))
        .expect("vmap");
    let wanted = format!(
        "examples/dma-buf-exporter/src/ops.rs:{}: `fn vmap` with `until = \"5.10\"` Already so: it serves 4.4 to 5.10.",
        line + 1
    );
    assert!(vmap.contains(&wanted), "{vmap}");
}

#[test]
fn entries_without_bounds_are_told_theirs() {
    let entries = "fn map(_: *mut dma_buf, _: c_ulong) -> *mut c_void { loop {} }\n\
                   fn attach(device: *mut device) -> Result<()> { loop {} }\n\
                   const cache_sgt_mapping: bool = true;";
    let folder = driver(&[("lib.rs", "mod ops;"), ("ops.rs", &block("", entries))]);
    let outcome = explain_in(
        folder.path(),
        &["dma_buf_ops", "--from", "4.17", "--to", "7.3"],
    );
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
    let map = section(&outcome.stdout, "map");
    for words in [
        "./src/ops.rs:10: `fn map` To change: `struct dma_buf_ops` has no member `map` on 5.6..",
        "help: say so: `#[kernel(until = \"5.5\")]`",
        "Write: #[kernel(until = \"5.5\")] fn map(",
    ] {
        assert!(map.contains(words), "{words:?} is not in: {map}");
    }
    let attach = section(&outcome.stdout, "attach");
    assert!(
        attach.contains("help: take an `Option<*mut device>`"),
        "{attach}"
    );
    let data = section(&outcome.stdout, "cache_sgt_mapping");
    assert!(
        data.contains("`#[kernel(since = \"5.3\", until = \"6.15\")]`"),
        "{data}"
    );
    let release = section(&outcome.stdout, "release");
    assert!(
        release.contains("`fn release` Already so: it serves 4.17 and newer."),
        "{release}"
    );
    // What these kernels demand, and it has not.
    assert!(
        outcome
            .stdout
            .contains("`map_atomic` of `struct dma_buf_ops` must be set on 4.17..=4.18")
    );
    assert!(
        outcome.stdout.ends_with("4 things to change.\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_range_that_asks_for_less_needs_less() {
    let entries = "fn map(_: *mut dma_buf, _: c_ulong) -> *mut c_void { loop {} }\n\
                   #[kernel(since = \"5.7\")] fn pin() -> Result<()> { loop {} }\n\
                   #[kernel(since = \"5.7\")] fn unpin() {}";
    let folder = driver(&[("lib.rs", &block("", entries))]);
    let outcome = explain_in(
        folder.path(),
        &["dma_buf_ops", "--from", "5.3", "--to", "5.5"],
    );
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    assert!(section(&outcome.stdout, "map").contains("Already so"));
    // No kernel here has it, and its bounds say so.
    assert!(!outcome.stdout.contains("\npin\n"));
    let later = explain_in(
        folder.path(),
        &["dma_buf_ops", "--from", "5.6", "--to", "5.17"],
    );
    assert_eq!(later.code, 1);
    assert!(
        later
            .stdout
            .contains("no kernel in range has it: leave it out"),
        "{}",
        later.stdout
    );
}

#[test]
fn a_block_for_other_kernels_is_told_which_it_lacks() {
    let folder = driver(&[("lib.rs", &block(", kernels = \"5.10..\"", ""))]);
    let outcome = explain_in(
        folder.path(),
        &["dma_buf_ops", "--from", "5.4", "--to", "6.12"],
    );
    assert_eq!(outcome.code, 1);
    let head = outcome.stdout.split("\n\n").next().expect("a head");
    assert!(
        head.contains(
            "./src/lib.rs:5: `impl Ops` is for `kernels = \"5.10..\"`, which lacks 5.4 to 5.9: add"
        ),
        "{head}"
    );
}

#[test]
fn blocks_in_modules_and_by_the_whole_path_count_and_others_do_not() {
    let inner = block("", "").replace("#[kernel_ops", "#[compat_core::kernel_ops");
    let files = [
        ("lib.rs", "mod a;\nimpl Other { fn attach(self) {} }"),
        ("a/deep.rs", &format!("mod inner {{\n{inner}}}\n")),
        ("notes.txt", "fn {"),
    ];
    let folder = driver(&files);
    let arguments = ["dma_buf_ops", "--from", "5.3", "--format", "json"];
    let outcome = explain_in(folder.path(), &arguments);
    let explained: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let names: Vec<&str> = array(&explained["members"])
        .iter()
        .map(|member| text(&member["name"]))
        .collect();
    assert_eq!(names, ["map_dma_buf", "unmap_dma_buf", "release", "mmap"]);
    assert_eq!(
        text(&explained["members"][0]["entries"][0]["file"]),
        "./src/a/deep.rs"
    );
    assert_eq!(explained["members"][0]["entries"][0]["line"], 7);
    assert_eq!(explained["driver"]["fits"], true);
}

#[test]
fn what_is_wrong_in_the_block_itself_is_said_where_it_is() {
    let entries = "fn atach() -> Result<()> { loop {} }\n\
                   #[kernel(sinc = \"5.4\")]\nfn detach() {}";
    let folder = driver(&[("lib.rs", &block("", entries))]);
    let outcome = explain_in(folder.path(), &["dma_buf_ops", "--from", "5.3"]);
    assert_eq!(outcome.code, 1);
    let detach = section(&outcome.stdout, "detach");
    assert!(
        detach.contains("lib.rs:12: `fn detach` To change: there is no such bound"),
        "{detach}"
    );
    let text = outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        text.contains(
            "./src/lib.rs:10: `struct dma_buf_ops` has no member `atach` on any recorded kernel"
        ),
        "{text}"
    );
    assert!(text.contains("help: did you mean `attach`?"));
}

#[test]
fn drivers_that_can_not_be_read() {
    let folder = driver(&[
        ("lib.rs", "mod ops;\nfn broken( {\n"),
        ("ops.rs", "#[kernel_ops]\nstruct Ops;\n"),
    ]);
    let outcome = explain_in(folder.path(), &["dma_buf_ops"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    for words in [
        "./src/lib.rs:2",
        "./src/ops.rs:1",
        "name one struct of the kernel",
    ] {
        assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    }
    let outcome = explain(&["vfio_pci_regops", "--driver", "examples/dma-buf-exporter"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome
            .stderr
            .contains("no impl block under `#[kernel_ops(vfio_pci_regops)]`")
    );
    assert!(
        outcome.stderr.contains("it fills `dma_buf_ops`"),
        "{}",
        outcome.stderr
    );
    let outcome = explain(&["dma_buf_ops", "--driver", "examples/nowhere"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("examples/nowhere/src"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_drivers_own_histories_are_known() {
    let folder = driver(&[(
        "lib.rs",
        "#[kernel_ops(my_ops)]\nstruct Ops;\n#[kernel_ops(my_ops)]\nimpl Ops {\nfn go() -> Result<()> { loop {} }\n}\n",
    )]);
    let own = folder.path().join("kernel-compat");
    fs::create_dir(&own).expect("made");
    let history = "struct = \"my_ops\"\n\n[[header]]\nreleases = \"..\"\npath = \"linux/my.h\"\n\n\
                   [[layout]]\nname = \"5.4\"\nmainline = \"5.4..=5.9\"\nmembers = '''\nvoid (*go)(int);\n'''\n\n\
                   [[layout]]\nname = \"5.10\"\nmainline = \"5.10..=6.12\"\n\
                   changes = [\n    { kind = \"signature\", member = \"go\" },\n]\nmembers = '''\nint (*go)(int);\n'''\n";
    fs::write(own.join("my_ops.toml"), history).expect("written");
    let path = folder.path().to_str().expect("text");
    let explained = json(&["my_ops", "--driver", path]);
    assert_eq!(text(&explained["members"][0]["name"]), "go");
    assert_eq!(explained["driver"]["fits"], true);
}
