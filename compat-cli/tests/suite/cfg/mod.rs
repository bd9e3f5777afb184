// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat cfg`: drivers that rustc compiles without cargo.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::building::plain::{DEBIAN, Tree};
use crate::building::{HISTORY, kernel_compat_alone, kernel_compat_with};
use crate::support::Outcome;

#[path = "../../../../compat-build/tests/support/exporter.rs"]
mod exporter;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../../../compat-build/tests/support/rustc.rs"]
mod rustc;
mod vendor;

use exporter::EXPORTER;
use rustc::Rustc;
use vendor::{header, vendors_tree};

/// What a driver's Makefile does: it keeps the arguments and the variables in files, and gives both to rustc. Returns
/// what the program says of its table, or what rustc says of the program.
fn build(folder: &Path, source: &str, target: &[&str]) -> Result<String, String> {
    let run = |more: &[&str], file: &str| {
        let outcome = kernel_compat_with::<&str>(folder, &[], &[&["cfg"], target, more].concat());
        fs::write(folder.join(file), &outcome.stdout).unwrap();
        match outcome.code {
            0 => Ok(()),
            _ => Err(outcome.stderr),
        }
    };
    run(&[], "driver.flags")?;
    run(&["--env", "--out-dir", "observed"], "driver.env")?;
    fs::write(folder.join("driver.rs"), source).unwrap();
    static RUSTC: OnceLock<Rustc> = OnceLock::new();
    let rustc = RUSTC.get_or_init(Rustc::new).command();
    let mut shell = Command::new("sh");
    shell
        .current_dir(folder)
        .args(["-ec", "set -a; . ./driver.env; set +a; exec \"$@\"", "sh"])
        .arg(rustc.get_program())
        .args(rustc.get_args())
        .args([
            "--crate-type=bin",
            "-Dunexpected-cfgs",
            "@driver.flags",
            "driver.rs",
        ]);
    // A test has a package of its own, which is none of the driver's.
    let output = shell.env_remove("CARGO_MANIFEST_DIR").output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8(output.stderr).unwrap());
    }
    let output = Command::new(folder.join("driver")).output().unwrap();
    Ok(String::from_utf8(output.stdout).unwrap())
}

/// The exporter as a program that says which table it has.
fn program() -> String {
    format!(
        "{EXPORTER}fn main() {{ println!(\"{{}} of {{}} bytes\", ExporterOps::LAYOUT, size_of::<ExporterOps>()); }}"
    )
}

#[test]
fn a_driver_without_cargo_has_the_layout_of_each_kernel() {
    let folder = tempfile::tempdir().unwrap();
    let build = |target| build(folder.path(), &program(), &["--name", target]);
    assert_eq!(
        build("5.4").unwrap(),
        "5.3 (recorded: mainline 5.4) of 104 bytes\n"
    );
    assert_eq!(
        build("6.12").unwrap(),
        "5.18 (recorded: mainline 6.12) of 104 bytes\n"
    );
    assert_eq!(
        build("7.3").unwrap(),
        "6.16 (recorded: mainline 7.3) of 96 bytes\n"
    );
}

#[test]
fn a_struct_that_the_kernel_lacks_is_the_compilers_error() {
    let folder = tempfile::tempdir().unwrap();
    let source = "use compat_core::{kernel_ops, types::*};\n#[kernel_ops(vfio_pci_regops)]\npub struct Ops;\nfn main() {}";
    let error = build(folder.path(), source, &["--name", "4.5"]).unwrap_err();
    assert!(
        error.contains("kernel 4.5 has no `struct vfio_pci_regops`"),
        "{error}"
    );
    assert!(error.contains("driver.rs:2"), "{error}");
}

#[test]
fn a_layout_that_no_record_has_comes_from_the_kept_observation() {
    let fake = vendors_tree();
    let (folder, tree) = (tempfile::tempdir().unwrap(), fake.tree());
    let target = ["--kdir", tree.to_str().unwrap()];
    let said = build(folder.path(), &program(), &target).unwrap();
    assert!(said.starts_with("observed (observed: headers of"), "{said}");
    assert!(said.ends_with("of 120 bytes\n"), "{said}");
    let kept = folder.path().join("observed/dma_buf_ops.observation.toml");
    // From wherever rustc runs.
    let variables = fs::read_to_string(folder.path().join("driver.env")).unwrap();
    let named = format!("KERNEL_COMPAT_OBSERVED_dma_buf_ops='{}'", kept.display());
    assert!(
        variables.lines().any(|line| line == named),
        "{named}: {variables}"
    );
    assert!(fs::read_to_string(kept).unwrap().contains("get_flags"));
}

#[test]
fn what_nothing_keeps_is_said() {
    let fake = vendors_tree();
    let tree = fake.tree();
    let arguments = ["cfg", "--env", "--kdir", tree.to_str().unwrap()];
    let outcome = kernel_compat_alone(&arguments);
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (2, ""),
        "{outcome:?}"
    );
    assert!(
        outcome
            .stderr
            .contains("no record has the layout of `struct dma_buf_ops`"),
        "{outcome:?}"
    );
    assert!(
        outcome.stderr.contains("help: `--out-dir DIR`"),
        "{outcome:?}"
    );
    // The arguments name no file.
    let outcome = kernel_compat_alone(&arguments.map(|argument| {
        if argument == "--env" {
            "--observe=dma_buf_ops"
        } else {
            argument
        }
    }));
    assert!(
        outcome
            .stdout
            .contains("\n--cfg=dma_buf_ops=\"observed\"\n"),
        "{outcome:?}"
    );

    fake.write("include/linux/dma-buf.h", &header("", ""));
    let outcome = kernel_compat_alone(&arguments);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(
        outcome
            .stdout
            .contains("KERNEL_COMPAT_LAYOUT_dma_buf_ops='5.7'\n"),
        "{outcome:?}"
    );
    assert!(
        !outcome.stdout.contains("KERNEL_COMPAT_OBSERVED"),
        "{outcome:?}"
    );
    assert!(
        outcome
            .stderr
            .contains("what was observed of dma_buf_ops is not kept"),
        "{outcome:?}"
    );
}

#[test]
fn the_drivers_own_histories_are_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let histories = folder.path().join("kernel-compat");
    fs::create_dir(&histories).unwrap();
    fs::write(histories.join("my_ops.toml"), HISTORY).unwrap();
    let source = "use compat_core::{kernel_ops, types::*};\n#[kernel_ops(my_ops)]\npub struct MyOps;\n\
                  fn main() { println!(\"{}\", MyOps::LAYOUT.name) }";
    assert_eq!(
        build(folder.path(), source, &["--name", "5.10"]).unwrap(),
        "5.4\n"
    );
}

#[test]
fn code_generation_flags_that_rustc_takes() {
    let tree = Tree::new(&DEBIAN);
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["cfg", "--codegen", "--kdir", tree.path()], more].concat();
        let outcome = kernel_compat_alone(&arguments);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome.stdout
    };
    let flags = run(&[]);
    let line = |expected: &str| flags.lines().any(|line| line == expected);
    assert!(
        line("--target=x86_64-unknown-none") && line("-Zcf-protection=branch"),
        "{flags}"
    );
    assert!(line("--cfg=dma_buf_ops=\"5.18\""), "{flags}");
    let variables = run(&["--env"]);
    assert!(
        variables.ends_with("\nRUSTC_BOOTSTRAP='1'\n"),
        "{variables}"
    );
    fs::write(folder.path().join("flags"), &flags).unwrap();
    fs::write(folder.path().join("lib.rs"), "#![no_std]").unwrap();
    let output = Command::new("rustc")
        .current_dir(folder.path())
        .args(["--crate-type=lib", "--emit=obj", "@flags", "lib.rs"])
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    if said.contains("target may not be installed") {
        println!("SKIPPED: {said}");
        return;
    }
    assert!(output.status.success(), "{said}");
}

#[test]
fn a_tree_says_how_to_generate_code_for_a_kernel_by_name() {
    let tree = Tree::new(&DEBIAN);
    let by_name = ["cfg", "--codegen", "--name", "5.4"];
    let Outcome {
        code,
        stdout,
        stderr,
    } = kernel_compat_alone(&by_name);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("help: name it with `--kdir`"), "{stderr}");
    let outcome = kernel_compat_alone(&[&by_name[..], &["--kdir", tree.path()]].concat());
    assert!(
        outcome.stdout.contains("\n--cfg=dma_buf_ops=\"5.3\"\n"),
        "{outcome:?}"
    );
    assert!(
        outcome.stdout.contains("\n-Zcf-protection=branch\n"),
        "{outcome:?}"
    );
}

#[test]
fn kernels_that_code_can_not_be_generated_for() {
    for (config, expected) in [
        (
            "CONFIG_X86_64=y\nCONFIG_CFI=y\n",
            "help: build the kernel without that option",
        ),
        ("CONFIG_ARM64=y\n", "help: leave out `--codegen`"),
    ] {
        let tree = Tree::new(&DEBIAN);
        tree.write("include/config/auto.conf", config);
        let arguments = ["cfg", "--kdir", tree.path(), "--codegen"];
        let outcome = kernel_compat_alone(&arguments);
        assert_eq!(
            (outcome.code, outcome.stdout.as_str()),
            (2, ""),
            "{outcome:?}"
        );
        assert!(outcome.stderr.contains(expected), "{outcome:?}");
        assert_eq!(kernel_compat_alone(&arguments[..3]).code, 0);
    }
}

#[test]
fn a_folder_that_can_not_keep_observations() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("taken"), "").unwrap();
    let arguments = ["cfg", "--name", "5.4", "--env", "--out-dir", "taken"];
    let outcome = kernel_compat_with::<&str>(folder.path(), &[], &arguments);
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (2, ""),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("taken"), "{outcome:?}");
}
