// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The probe on a small tree: what it tells apart, and what it leaves behind.

#[path = "probe/fake.rs"]
mod fake;
#[path = "probe/snapshot.rs"]
mod snapshot;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use compat_build::probe::{ProbeError, Unobserved};

use fake::Fake;
use snapshot::snapshot;

const HEADER: &str = "struct other;\nstruct pair { char first; int second; };\n";

#[test]
fn a_struct_with_its_files() {
    let fake = Fake::new();
    fake.write("include/linux/pair.h", HEADER);
    let before = snapshot(&fake.tree());
    let probed = fake.observe(&[("pair", "linux/pair.h")]).unwrap();
    let pair = probed.structs[0].as_ref().unwrap();
    assert_eq!((pair.size, pair.member("second").unwrap().offset), (8, 4));
    for file in [
        "include/linux/pair.h",
        "include/config/auto.conf",
        "Makefile",
    ] {
        let file = fake.tree().join(file);
        assert!(probed.files.contains(&file), "{file:?}: {:?}", probed.files);
    }
    assert!(probed.files.contains(&probed.compiler.path));
    assert_eq!(before, snapshot(&fake.tree()));
    assert_eq!(fs::read_dir(fake.output()).unwrap().count(), 1);
}

#[test]
fn other_compilers() {
    let mut fake = Fake::new();
    fake.write(
        "include/linux/word.h",
        "struct word { char c; long w; void *p; };\n",
    );
    for (compiler, symbol, size) in [
        ("clang", "X86_64", 24),
        ("gcc-11", "X86_64", 24),
        ("arm-linux-gnueabihf-gcc-12", "ARM", 12),
        ("aarch64-linux-gnu-gcc-12", "ARM64", 24),
    ] {
        if Command::new(compiler).arg("--version").output().is_err() {
            println!("SKIPPED: {compiler} is not there");
            continue;
        }
        fake.set("CC", compiler);
        fake.write("include/config/auto.conf", &format!("CONFIG_{symbol}=y\n"));
        let probed = fake.observe(&[("word", "linux/word.h")]).unwrap();
        assert_eq!(probed.structs[0].as_ref().unwrap().size, size, "{compiler}");
        assert_eq!(probed.compiler.command, compiler);
    }
}

#[test]
fn a_cross_build() {
    let mut fake = Fake::new();
    fake.write(
        "include/linux/word.h",
        "struct word { long w[MACHINE_arm64]; };\n",
    );
    let makefile = fs::read_to_string(fake.tree().join("Makefile")).unwrap();
    let makefile = makefile
        .replace("CC = gcc", "ARCH ?= x86\nCC = $(CROSS_COMPILE)gcc")
        .replace("-Werror", "-Werror -DMACHINE_$(ARCH)=3");
    fake.write("Makefile", &makefile);
    fake.write("include/config/auto.conf", "CONFIG_ARM64=y\n");
    let tool = fake.output().join("tool-gcc");
    symlink(which("gcc"), &tool).unwrap();
    fake.set(
        "CROSS_COMPILE",
        &format!("{}/tool-", fake.output().display()),
    );
    let word = [("word", "linux/word.h")];
    // For the machine at hand, as Kbuild does it untold.
    assert!(fake.observe(&word).unwrap().structs[0].is_err());
    fake.set("ARCH", "arm64");
    let probed = fake.observe(&word).unwrap();
    assert_eq!(probed.structs[0].as_ref().unwrap().size, 24);
    assert_eq!(probed.compiler.path, tool);
}

/// Where a program is.
fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join(program));
    programs.find(|program| program.is_file()).unwrap()
}

#[test]
fn a_build_folder_apart_from_the_source() {
    let fake = Fake::new();
    fake.write("include/linux/pair.h", "struct pair { long wrong; };\n");
    let makefile = fs::read_to_string(fake.tree().join("Makefile")).unwrap();
    fake.write(
        "../source/Makefile",
        &makefile.replace("-Iinclude", "-I../source/include"),
    );
    fake.write("../source/include/linux/pair.h", HEADER);
    fake.write("Makefile", "include $(CURDIR)/../source/Makefile\n");
    let probed = fake.observe(&[("pair", "linux/pair.h")]).unwrap();
    assert_eq!(probed.structs[0].as_ref().unwrap().size, 8);
    let header = fake.tree().with_file_name("source/include/linux/pair.h");
    assert!(probed.files.contains(&header), "{:?}", probed.files);
}

#[test]
fn what_is_missing_is_told_apart() {
    let fake = Fake::new();
    fake.write("include/linux/pair.h", HEADER);
    fake.write(
        "include/linux/broken.h",
        "struct broken { int a; };\n#error fix me\n",
    );
    fake.write("include/linux/needs.h", "#include <linux/gone.h>\n");
    let probed = fake.observe(&[
        ("pair", "linux/pair.h"),
        ("pair", "linux/nowhere.h"),
        ("missing", "linux/nowhere.h"),
        ("missing", "linux/pair.h"),
        ("other", "linux/pair.h"),
    ]);
    let structs = probed.unwrap().structs;
    assert!(structs[0].is_ok());
    // The other header has it: it is observed.
    assert!(structs[1].is_ok());
    let error = |nth: usize| structs[nth].as_ref().unwrap_err().to_string();
    assert_eq!(
        error(2),
        "`struct missing`: the kernel tree has no header `linux/nowhere.h`"
    );
    for (nth, name) in [(3, "missing"), (4, "other")] {
        let expected =
            format!("`struct {name}`: linux/pair.h compiles, and defines no such struct; ");
        assert!(error(nth).starts_with(&expected), "{}", error(nth));
    }

    // What does not compile takes nothing away from the others.
    let probed = fake.observe(&[
        ("broken", "linux/broken.h"),
        ("pair", "linux/pair.h"),
        ("needs", "linux/needs.h"),
    ]);
    let structs = probed.unwrap().structs;
    assert!(structs[1].is_ok());
    for (nth, says) in [(0, "fix me"), (2, "linux/gone.h")] {
        let error = structs[nth].as_ref().unwrap_err();
        assert!(matches!(error, Unobserved::NotCompiled { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn headers_in_their_order() {
    let fake = Fake::new();
    fake.write("include/linux/first.h", "typedef int number;\n");
    fake.write("include/linux/second.h", "struct second { number n; };\n");
    let alone = fake.observe(&[("second", "linux/second.h")]).unwrap();
    assert!(matches!(
        &alone.structs[0],
        Err(Unobserved::NotCompiled { .. })
    ));
    let both = fake
        .observe(&[("second", "linux/first.h linux/second.h")])
        .unwrap();
    assert!(both.structs[0].is_ok());
}

#[test]
fn a_tree_that_compiles_nothing_is_no_fault_of_the_header() {
    let fake = Fake::new();
    fake.write("include/linux/pair.h", HEADER);
    let makefile = fs::read_to_string(fake.tree().join("Makefile")).unwrap();
    let cases = [
        // Make does not come as far as our Makefile.
        (
            String::from("$(error auto.conf is missing)\n"),
            "auto.conf is missing",
        ),
        // A tool of the tree's own does not run.
        (makefile.replace("\t{ ", "\tscripts/fixdep\n\t{ "), "fixdep"),
        // The compiler does not know the tree's options.
        (
            makefile.replace("-Werror", "-fno-such-option"),
            "-fno-such-option",
        ),
    ];
    for (makefile, says) in cases {
        fake.write("Makefile", &makefile);
        let error = fake.observe(&[("pair", "linux/pair.h")]).unwrap_err();
        assert!(matches!(error, ProbeError::Kbuild { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(fs::read_dir(fake.output()).unwrap().count(), 0);
    }
}

#[test]
fn a_compiler_that_does_not_run_is_named() {
    let mut fake = Fake::new();
    fake.write("include/linux/pair.h", HEADER);
    let makefile = fs::read_to_string(fake.tree().join("Makefile")).unwrap();
    fake.write(
        "Makefile",
        &makefile.replace("CC = gcc", "CC = $(if ,ccache) gcc-10-of-nowhere"),
    );
    let error = fake.observe(&[("pair", "linux/pair.h")]).unwrap_err();
    assert!(matches!(error, ProbeError::Compiler { .. }), "{error}");
    let error = error.to_string();
    assert!(
        error.contains("compiles with `gcc-10-of-nowhere`, which does not run"),
        "{error}"
    );
    assert!(error.contains("\nhelp: install it, or set `CC`"), "{error}");
    fake.set("CC", "gcc");
    assert!(fake.observe(&[("pair", "linux/pair.h")]).unwrap().structs[0].is_ok());
    fake.set("PATH", "/nonexistent");
    let error = fake.observe(&[("pair", "linux/pair.h")]).unwrap_err();
    assert!(matches!(error, ProbeError::Make { .. }), "{error}");
}

#[test]
fn folders_that_can_not_be_used() {
    let fake = Fake::new();
    fake.write("include/linux/pair.h", HEADER);
    let pair = [("pair", "linux/pair.h")];
    let blank = fake.output().join("with blank");
    let error = fake.observe_in(&blank, &pair).unwrap_err();
    assert!(matches!(error, ProbeError::FolderName { .. }), "{error}");
    let file = fake.tree().join("Makefile");
    let error = fake.observe_in(&file, &pair).unwrap_err();
    assert!(matches!(error, ProbeError::Folder { .. }), "{error}");
    assert!(error.to_string().contains("Makefile"), "{error}");
    // One that is not there is made.
    let probed = fake.observe_in(&fake.output().join("new/folder"), &pair);
    assert!(probed.unwrap().structs[0].is_ok());
}

#[test]
fn names_that_are_none_reach_no_compiler() {
    let fake = Fake::counting();
    for (name, header) in [
        ("", "linux/fs.h"),
        ("struct pair", "linux/fs.h"),
        ("1st", "linux/fs.h"),
        ("a; int b", "linux/fs.h"),
        ("pair", ""),
        ("pair", "<linux/fs.h>"),
        ("pair", "linux/fs.h>\"$(shell"),
    ] {
        let error = fake.observe(&[(name, header)]).unwrap_err();
        let expected = matches!(
            error,
            ProbeError::Tag { .. } | ProbeError::Header { .. } | ProbeError::NoHeader { .. }
        );
        assert!(expected, "{error}");
    }
    assert!(matches!(fake.observe(&[]), Err(ProbeError::NoStructs)));
    assert_eq!(fake.compilations(), 0);
}

#[test]
fn a_make_around_it_does_no_harm() {
    let mut fake = Fake::new();
    fake.write("include/linux/pair.h", HEADER);
    for (variable, value) in [
        ("MAKEFLAGS", "n --jobserver-auth=3,4"),
        ("MAKELEVEL", "2"),
        ("MAKEFILES", "/nonexistent.mk"),
        ("KERNELRELEASE", "5.10.0-1-amd64"),
        ("KBUILD_OUTPUT", "/elsewhere"),
        ("O", "/elsewhere"),
        ("KBUILD_EXTMOD", "/elsewhere"),
        ("M", "/elsewhere"),
        ("srctree", "/elsewhere"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("CC", " gcc"),
    ] {
        fake.set(variable, value);
    }
    assert!(fake.observe(&[("pair", "linux/pair.h")]).unwrap().structs[0].is_ok());
}
