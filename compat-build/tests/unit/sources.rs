// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which files are a driver's sources, and which words in them are structs.

use super::*;

const KNOWN: [&str; 4] = ["a_ops", "b_ops", "c_driver", "dma_buf_ops"];

fn package(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

fn read(package: &Path) -> Sources {
    Sources::read(package, &KNOWN).unwrap()
}

fn used(text: &str) -> Vec<String> {
    let package = package(&[("src/lib.rs", text)]);
    read(package.path()).used.into_iter().collect()
}

/// What is watched, below the package's folder.
fn watched(package: &Path) -> Vec<String> {
    let watched = read(package).watched.into_iter();
    let below = watched.map(|path| path.strip_prefix(package).unwrap().to_owned());
    below.map(|path| path.display().to_string()).collect()
}

#[test]
fn names_count_as_whole_words() {
    assert_eq!(used("#[kernel_ops(a_ops)] struct A;"), ["a_ops"]);
    assert_eq!(used("#[kernel_ops(r#a_ops, kernels = \"5.4\")]"), ["a_ops"]);
    assert_eq!(
        used("table!(b_ops); // c_driver\n#[cfg(kernel_has = \"dma_buf_ops\")]"),
        ["b_ops", "c_driver", "dma_buf_ops"]
    );
    assert_eq!(used("b_ops"), ["b_ops"]);
    assert!(used("my_a_ops a_opses éa_ops a_opsé a_op dma_buf 1a_ops A_OPS").is_empty());
    assert!(used("").is_empty());
}

#[test]
fn names_count_at_the_end_of_variables() {
    assert_eq!(
        used("env!(\"KERNEL_COMPAT_LAYOUT_a_ops\"); env!(\"KERNEL_COMPAT_EVIDENCE_b_ops\")"),
        ["a_ops", "b_ops"]
    );
    assert!(used("KERNEL_COMPAT_a_ops KERNEL_COMPAT_ MY_KERNEL_COMPAT_LAYOUT_a_ops").is_empty());
}

#[test]
fn all_sources_of_the_package_and_of_no_other() {
    let package = package(&[
        ("Cargo.toml", "a_ops"),
        ("rust/driver.rs", "b_ops"),
        ("src/target/mod.rs", "c_driver"),
        ("src/notes.txt", "a_ops"),
        ("target/debug/made.rs", "a_ops"),
        ("cache/CACHEDIR.TAG", ""),
        ("cache/made.rs", "a_ops"),
        (".hidden/lib.rs", "a_ops"),
        ("macros/Cargo.toml", ""),
        ("macros/src/lib.rs", "a_ops"),
    ]);
    let used: Vec<String> = read(package.path()).used.into_iter().collect();
    assert_eq!(used, ["b_ops", "c_driver"]);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let elsewhere = package(&[("lib.rs", "a_ops"), ("more/lib.rs", "b_ops")]);
    let package = package(&[("src/lib.rs", "")]);
    symlink(
        elsewhere.path().join("lib.rs"),
        package.path().join("src/ops.rs"),
    )
    .unwrap();
    symlink(elsewhere.path(), package.path().join("build")).unwrap();
    symlink("nowhere.rs", package.path().join("nothing.rs")).unwrap();
    symlink("..", package.path().join("src/round")).unwrap();
    let used: Vec<String> = read(package.path()).used.into_iter().collect();
    assert_eq!(used, ["a_ops"]);
}

/// A folder that make writes into changes with every build.
#[test]
fn whole_folders_are_watched_where_nothing_else_is_in_them() {
    let package = package(&[
        ("build.rs", ""),
        ("kernel/shim.c", ""),
        ("kernel/glue.rs", ""),
        ("kernel/parts/one.rs", ""),
        ("src/.lib.rs.swp", ""),
        ("src/lib.rs", ""),
        ("src/ops/mod.rs", ""),
        ("nothing/README", ""),
    ]);
    assert_eq!(
        watched(package.path()),
        ["build.rs", "kernel/glue.rs", "kernel/parts", "src"]
    );
    assert!(watched(&package.path().join("nowhere")).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_can_not_be_read_is_an_error() {
    let package = package(&[("src/lib.rs", "a_ops")]);
    // It is a file, and nothing is mapped at its beginning.
    let link = package.path().join("src/ops.rs");
    std::os::unix::fs::symlink("/proc/self/mem", &link).unwrap();
    let error = Sources::read(package.path(), &KNOWN).unwrap_err();
    let expected = format!("cannot read {}: ", link.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
}
