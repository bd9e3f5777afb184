// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `check`: the record against gcc's type information of a struct, and over a range of releases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Outcome, kernel_compat, text};

/// A struct with what a plain list of members does not tell: bit-fields, an unnamed union, a struct by value.
const STRUCT: &str = "
struct lock { int value; };
struct a_ops {
    int (*open)(void *);
    unsigned int early : 1;
    unsigned int late : 3;
    union { long number; void *pointer; };
    struct lock lock;
    void (*release)(void *);
};
struct b_ops { int (*open)(void *); };
";

const KERNEL: &str = "6.12.1+deb13-amd64";

/// Compiles the declarations into a file with BTF; none: this gcc makes none.
fn compiled(folder: &Path, name: &str, declarations: &str) -> Option<PathBuf> {
    let source = folder.join(format!("{name}.c"));
    let object = folder.join(format!("{name}.o"));
    fs::write(
        &source,
        format!("{declarations}struct a_ops a;\nstruct b_ops b;\n"),
    )
    .unwrap();
    let gcc = Command::new("gcc")
        .args(["-gbtf", "-c", "-o"])
        .arg(&object)
        .arg(&source)
        .output();
    match gcc {
        Ok(output) if output.status.success() => Some(object),
        _ => {
            println!("SKIPPED: gcc makes no BTF here");
            None
        }
    }
}

struct Case {
    folder: tempfile::TempDir,
    object: PathBuf,
}

impl Case {
    /// Histories of both structs, imported from what gcc made of them.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let object = compiled(folder.path(), "first", STRUCT)?;
        let case = Self { folder, object };
        let import = [
            "import",
            text(&case.object),
            "--struct",
            "a_ops",
            "b_ops",
            "--kernel",
            KERNEL,
            "-o",
        ];
        let answer = kernel_compat(&[import.as_slice(), &[text(&case.histories())]].concat());
        assert!(answer.success().contains("2 histories written"));
        Some(case)
    }

    fn histories(&self) -> PathBuf {
        self.folder.path().join("histories")
    }

    fn check(&self, object: &Path, kernel: &[&str]) -> Outcome {
        let histories = self.histories();
        let check = [
            "check",
            "--btf",
            text(object),
            "--all",
            "--histories",
            text(&histories),
        ];
        kernel_compat(&[check.as_slice(), kernel].concat())
    }

    /// The same declarations, changed.
    fn changed(&self, from: &str, to: &str) -> Outcome {
        let changed = STRUCT.replace(from, to);
        assert_ne!(changed, STRUCT);
        let object = compiled(self.folder.path(), "second", &changed).unwrap();
        self.check(&object, &["--kernel", KERNEL])
    }
}

#[test]
fn the_file_that_was_imported_is_as_recorded() {
    let Some(case) = Case::new() else { return };
    // It says of no kernel that it is its own: the record knows it again.
    let outcome = case.check(&case.object, &[]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    for name in ["a_ops", "b_ops"] {
        let line = format!("struct {name}, kernel {KERNEL}: as recorded: layout ");
        assert!(outcome.stdout.contains(&line), "{outcome:?}");
    }
    let histories = case.histories();
    let shown = [
        "show",
        "a_ops",
        "--kernel",
        KERNEL,
        "--histories",
        text(&histories),
    ];
    let shown = kernel_compat(&shown).success();
    for part in [
        "/*    8, bit 64, 1 wide */ unsigned int early;",
        "/*    8, bit 65, 3 wide */ unsigned int late;",
        "long int number;",
        "/* size 40, alignment 8 */",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn every_difference_is_seen() {
    let Some(case) = Case::new() else { return };
    for (from, to, part) in [
        (
            "int (*open)(void *);\n    unsigned",
            "long (*open)(void *);\n    unsigned",
            "returns: int -> long int",
        ),
        (
            "    void (*release)(void *);\n",
            "",
            "removed      void (*release)(void *);",
        ),
        (
            "struct lock lock;",
            "struct lock lock; int more;",
            "added        int more;",
        ),
        // The same members, elsewhere.
        (
            "late : 3",
            "late : 4",
            "late: bit 65, 3 wide -> bit 65, 4 wide",
        ),
        (
            "int value;",
            "int value[4];",
            "release: offset 32 -> offset 40",
        ),
        (
            "void *pointer; };",
            "void *pointer; } __attribute__((aligned(16)));",
            "lock: offset 24 -> offset 32",
        ),
        (
            "union { long number; void *pointer; };",
            "long number; void *pointer;",
            "pointer: offset 16 -> offset 24",
        ),
    ] {
        let outcome = case.changed(from, to);
        assert_eq!(outcome.code, 1, "{to}: {outcome:?}");
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
        assert!(
            outcome
                .stdout
                .contains("struct b_ops, kernel 6.12.1+deb13-amd64: as recorded")
        );
    }
}

#[test]
fn a_kernel_that_is_not_recorded_is_held_against_the_nearest() {
    let Some(case) = Case::new() else { return };
    let later = case.check(&case.object, &["--kernel", "6.16.3+deb13-amd64"]);
    assert_eq!(later.code, 0, "{later:?}");
    assert!(
        later
            .stdout
            .contains(&format!("of {KERNEL}, the nearest kernel that is recorded")),
        "{later:?}"
    );
    // Of a vendor's the number says nothing.
    let vendors = case.check(&case.object, &["--kernel", "6.12.0-55.el10.x86_64"]);
    assert_eq!(vendors.code, 2, "{vendors:?}");
    assert!(vendors.stdout.contains("could not be told"), "{vendors:?}");
}

#[test]
fn what_cannot_be_told() {
    let Some(case) = Case::new() else { return };
    let other = case.check(&case.object, &["--kernel", "6.12.1+deb13-armmp"]);
    assert_eq!(other.code, 2, "{other:?}");
    assert!(
        other
            .stderr
            .contains("pointers have 8 bytes, and those of armhf have 4"),
        "{other:?}"
    );
    let histories = case.histories();
    let missing = [
        "check",
        "--btf",
        text(&case.object),
        "dma_buf_ops",
        "--kernel",
        "6.12",
        "--histories",
        text(&histories),
    ];
    let missing = kernel_compat(&missing);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(
        missing
            .stdout
            .contains("its type information has no `struct dma_buf_ops`"),
        "{missing:?}"
    );
    let unnamed = kernel_compat(&["check", "--btf", text(&case.object), "dma_buf_ops"]).trouble();
    assert!(
        unnamed.contains("does not say which kernel it is of") && unnamed.contains("--kernel"),
        "{unnamed}"
    );
}

#[test]
fn json_has_the_differences() {
    let Some(case) = Case::new() else { return };
    let changed = STRUCT.replace("struct lock lock;", "struct lock lock; int more;");
    let object = compiled(case.folder.path(), "second", &changed).unwrap();
    let outcome = case.check(&object, &["--kernel", KERNEL, "--format", "json"]);
    assert_eq!(outcome.code, 1);
    let json = outcome.json();
    let states: Vec<&str> = json["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| outcome["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["different", "equal"]);
    let change = &json["outcomes"][0]["changes"][0];
    assert_eq!(
        (&change["kind"], &change["after"]["c"]),
        (&"added".into(), &"int more".into())
    );
}

#[test]
fn over_a_range_of_releases() {
    let checked = kernel_compat(&["check", "--kernels", "5.10..", "dma_buf_ops"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    for part in [
        "struct dma_buf_ops, kernel 5.11-generic: as recorded: layout 5.11, mainline's of 5.11\n",
        "struct dma_buf_ops, kernel 6.16..: recorded, not observed: layout 6.16\n",
    ] {
        assert!(checked.stdout.contains(part), "{part}: {}", checked.stdout);
    }
    let unknown = kernel_compat(&["check", "--kernels", "6.2", "vfio_pci_regops"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .stdout
            .contains("could not be told: its vmlinux has no type information"),
        "{unknown:?}"
    );
    // Nobody has read a kernel of these.
    assert_eq!(
        kernel_compat(&["check", "--kernels", "6.9..=6.11", "dma_buf_ops"]).code,
        2
    );
    let error = kernel_compat(&["check", "--kernels", "6.2..6.5", "dma_buf_ops"]).trouble();
    assert!(
        error.contains("6.2..6.5") && error.contains("..="),
        "{error}"
    );
}

#[test]
fn a_kernel_that_really_differs_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let recorded = include_str!("../../../compat-data/histories/dma_buf_ops.toml");
    let differing = recorded.replace(
        "\"6.2-generic\" = \"5.18\"",
        "\"6.2-generic\" = { layout = \"5.11\", differs = \"the distribution's own patch\" }",
    );
    assert_ne!(differing, recorded);
    fs::write(folder.path().join("dma_buf_ops.toml"), differing).unwrap();
    let checked = kernel_compat(&[
        "check",
        "--kernels",
        "6.2..",
        "dma_buf_ops",
        "--histories",
        text(folder.path()),
    ]);
    assert_eq!(checked.code, 1, "{checked:?}");
    for part in [
        "mainline 6.2 has layout 5.18: the distribution's own patch",
        "tag-renamed",
    ] {
        assert!(checked.stdout.contains(part), "{part}: {}", checked.stdout);
    }
}

/// The same declarations on a later build, with more in a struct that stands among them by value.
#[test]
fn a_diff_shows_what_only_lies_elsewhere() {
    let Some(case) = Case::new() else { return };
    let grown = STRUCT.replace("int value;", "int value[4];");
    let object = compiled(case.folder.path(), "second", &grown).unwrap();
    let histories = case.histories();
    let later = "6.12.9+deb13-amd64";
    let import = [
        "import",
        text(&object),
        "--kernel",
        later,
        "-o",
        text(&histories),
    ];
    kernel_compat(&import).success();
    let diff = |format| {
        let diff = [
            "diff",
            "a_ops",
            KERNEL,
            later,
            "--format",
            format,
            "--histories",
            text(&histories),
        ];
        kernel_compat(&diff)
    };
    let shown = diff("text").success();
    assert!(shown.contains("release: offset 32 -> offset 40"), "{shown}");
    assert!(shown.contains("the struct: size 40 -> size 48"), "{shown}");
    let json = diff("json").json();
    let displacements = json["comparisons"][0]["displacements"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(displacements, 2);
    let all = kernel_compat(&["diff", "a_ops", "--all", "--histories", text(&histories)]).success();
    assert!(all.contains("release: offset 32 -> offset 40"), "{all}");
}

/// A struct that the file has in two forms is named, and the others are taken.
#[test]
fn a_struct_in_two_forms_does_not_keep_the_others_out() {
    let folder = tempfile::tempdir().unwrap();
    // A struct that is declared within a prototype is another one each time.
    let twice = format!(
        "{STRUCT}void (*one)(struct c_ops {{ int a; }} *);\nvoid (*other)(struct c_ops {{ char b[40]; }} *);\n"
    );
    let Some(object) = compiled(folder.path(), "twice", &twice) else {
        return;
    };
    let histories = folder.path().join("histories");
    let import = |structs: &[&str]| {
        let file = [
            "import",
            text(&object),
            "--kernel",
            KERNEL,
            "-o",
            text(&histories),
            "--struct",
        ];
        kernel_compat(&[file.as_slice(), structs].concat())
    };
    let alone = import(&["c_ops"]);
    assert_eq!(alone.code, 2, "{}", alone.stderr);
    let some = import(&["a_ops", "c_ops", "b_ops"]);
    assert_eq!(some.code, 1, "{}", some.stderr);
    assert!(
        some.stdout.contains("2 histories written"),
        "{}",
        some.stdout
    );
    for part in [
        "struct c_ops",
        "have this name and differ",
        "structs left out",
    ] {
        assert!(some.stderr.contains(part), "{part}: {}", some.stderr);
    }
    assert!(histories.join("b_ops.toml").is_file());
    assert!(!histories.join("c_ops.toml").exists());
}
