// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The report of what was found where.

use std::fs;

use compat_build::report::{FILE, Report};
use compat_build::{Environment, Structs, configure, select};

#[path = "support/driver.rs"]
mod driver;
#[path = "support/fake.rs"]
mod fake;
use driver::Driver;
use fake::{DEBIAN, Tree};

fn report(environment: &Environment) -> Report {
    let configuration = configure()
        .structs(Structs::Named)
        .uses("dma_buf_ops")
        .uses("vfio_pci_regops")
        .module("region-core", "region_ops");
    Report::of(&select(environment, &configuration).unwrap())
}

#[test]
fn all_of_a_small_report() {
    let tree = Tree::new(&DEBIAN);
    tree.write("vmlinux", "cut");
    let root = tempfile::tempdir().unwrap();
    let environment = Environment::new([("KDIR", tree.path()), ("KERNEL_SRC", "/elsewhere")]);
    let report = report(&environment.with_root(root.path().to_owned()));
    let fill = |text: &str| {
        text.replace("TREE", tree.path())
            .replace("ROOT", root.path().to_str().unwrap())
    };
    // What the reader of BTF says of the file is its own affair.
    let toml = report.toml().unwrap();
    let said = toml
        .lines()
        .find(|line| line.starts_with("said = \"") && line.contains("vmlinux"));
    let toml = toml.replace(said.unwrap(), "said = …");
    let (_, toml) = toml.split_once("[target]").unwrap();
    let expected = r#"
kernel = "6.12.117+deb12-amd64"
release = "6.12"
architecture = "amd64"
named_by = "KDIR"
tree = "TREE"

[[place]]
name = "KERNEL_COMPAT_TARGET"
state = "not-set"

[[place]]
name = "KERNEL_COMPAT_BTF"
state = "not-set"

[[place]]
name = "KDIR"
path = "TREE"
state = "decides"
said = "6.12.117+deb12-amd64"

[[place]]
name = "KERNELDIR"
state = "not-set"

[[place]]
name = "KERNEL_SRC"
state = "not-used"

[[place]]
name = "vmlinux"
path = "TREE/vmlinux"
state = "broken"
said = …

[[place]]
name = "running kernel"
path = "/sys/kernel/btf/vmlinux"
state = "not-running"

[[place]]
name = "module region-core"
path = "TREE"
state = "missing"
said = "no list of modules there names it"

[[place]]
name = "module region-core"
path = "ROOT/lib/modules/6.12.117+deb12-amd64"
state = "missing"
said = "no list of modules there names it"

[[place]]
name = "module vfio-pci-core"
path = "TREE"
state = "missing"
said = "no list of modules there names it"

[[place]]
name = "module vfio-pci-core"
path = "ROOT/lib/modules/6.12.117+deb12-amd64"
state = "missing"
said = "no list of modules there names it"

[[struct]]
name = "dma_buf_ops"
presence = "present"
layout = "5.18"
evidence = "recorded"
said = "recorded: mainline 6.12, taken for 6.12.117+deb12-amd64"

[[struct]]
name = "vfio_pci_regops"
presence = "present"
modules = ["vfio-pci-core"]
layout = "5.15"
evidence = "recorded"
said = "recorded: mainline 6.12, taken for 6.12.117+deb12-amd64"

[[struct]]
name = "region_ops"
presence = "unknown"
modules = ["region-core"]
refusal = "not-observed"
"#;
    assert!(toml.starts_with(&fill(expected)), "{toml}");
    let lines = report.to_string();
    for line in [
        "the target is kernel 6.12.117+deb12-amd64 for amd64, named by KDIR",
        "looked at KERNEL_COMPAT_TARGET: not set",
        "looked at KERNEL_SRC: set, but what stands above decides",
        "looked at running kernel: /sys/kernel/btf/vmlinux: not the running kernel",
        "struct dma_buf_ops: layout 5.18, recorded: mainline 6.12, taken for 6.12.117+deb12-amd64",
    ] {
        let line = format!("kernel-compat: {line}");
        assert!(lines.lines().any(|said| said == line), "{line}: {lines}");
    }
    assert!(
        lines
            .lines()
            .all(|line| line.starts_with("kernel-compat: ")),
        "{lines}"
    );
}

#[test]
fn a_randomised_tree_has_its_line() {
    let tree = Tree::new(&DEBIAN);
    tree.write(
        "include/config/auto.conf",
        "CONFIG_X86_64=y\nCONFIG_RANDSTRUCT_FULL=y\n",
    );
    let root = tempfile::tempdir().unwrap();
    let environment = Environment::new([("KDIR", tree.path())]);
    let text = report(&environment.with_root(root.path().to_owned())).to_string();
    let line = format!(
        "kernel-compat: looked at headers: {}: not compiled: the layouts are randomised: CONFIG_RANDSTRUCT_FULL=y",
        tree.path()
    );
    assert!(text.lines().any(|said| said == line), "{text}");
}

#[test]
fn who_names_the_target() {
    let tree = Tree::new(&DEBIAN);
    for (variables, expected) in [
        (&[][..], "named by nothing"),
        (
            &[("KERNEL_COMPAT_TARGET", "5.4")],
            "named by KERNEL_COMPAT_TARGET",
        ),
        (&[("KERNEL_SRC", tree.path())], "named by KERNEL_SRC"),
        (
            &[("KERNEL_COMPAT_TARGET", "5.4"), ("KDIR", tree.path())],
            "looked at KDIR: set, but what stands above decides",
        ),
    ] {
        let text = report(&Environment::new(variables.iter().copied())).to_string();
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn cargo_shows_it_and_a_file_holds_it() {
    let driver = Driver::new(
        "report",
        "// dma_buf_ops, vfio_pci_regops\n\
         #[doc = include_str!(concat!(env!(\"OUT_DIR\"), \"/kernel-compat.toml\"))] pub struct Report;",
    );
    let target = [("KERNEL_COMPAT_TARGET", "5.4")];
    let said = driver.check_with("-vv", &target).unwrap();
    let line = "] kernel-compat: struct vfio_pci_regops: layout 5.0, recorded: mainline 5.4";
    assert!(said.contains(line), "{said}");
    // The variables of the compiler tell the folder.
    let words = said
        .split("OUT_DIR=")
        .skip(1)
        .filter_map(|rest| rest.split_whitespace().next());
    let mut folders = words.map(|word| word.trim_matches('\''));
    let folder = folders
        .find(|folder| folder.contains("/driver-report-"))
        .unwrap();
    let file = std::path::Path::new(folder).join(FILE);
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("\nnamed_by = \"KERNEL_COMPAT_TARGET\"\n"),
        "{text}"
    );
    // Its own output does not set it off.
    let said = driver.check(&target).unwrap();
    assert!(!said.contains("build-script-build`"), "{said}");
}
