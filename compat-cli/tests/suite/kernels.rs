// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Fifty structs of real kernels, as far as those are in the cache that `cargo xtask demo` fills; bpftool judges.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compat_data::c::{Dialect, parse_members};
use serde_json::Value;

use crate::support::{kernel_compat, report, text};

/// Structs that Debian's kernels have built in.
const STRUCTS: [&str; 50] = [
    "address_space_operations",
    "kset_uevent_ops",
    "backlight_ops",
    "blk_mq_ops",
    "block_device_operations",
    "bus_type",
    "clk_ops",
    "kernel_param_ops",
    "dentry_operations",
    "dev_pm_ops",
    "device_driver",
    "dma_buf_ops",
    "dma_map_ops",
    "ethtool_ops",
    "export_operations",
    "fb_ops",
    "file_operations",
    "fwnode_operations",
    "gpio_chip",
    "header_ops",
    "hwmon_ops",
    "i2c_algorithm",
    "inode_operations",
    "iommu_ops",
    "irq_chip",
    "irq_domain_ops",
    "kernfs_ops",
    "mmu_notifier_ops",
    "net_device_ops",
    "nf_hook_ops",
    "pci_driver",
    "pci_error_handlers",
    "platform_driver",
    "power_supply_desc",
    "proc_ops",
    "proto_ops",
    "ptp_clock_info",
    "regulator_ops",
    "rtc_class_ops",
    "rtnl_link_ops",
    "pernet_operations",
    "seq_operations",
    "super_operations",
    "sysfs_ops",
    "thermal_zone_device_ops",
    "tty_operations",
    "uart_ops",
    "vm_operations_struct",
    "kobj_type",
    "xattr_handler",
];

/// The `vmlinux` with BTF of a kernel whose release begins so.
fn vmlinux(release: &str) -> Option<PathBuf> {
    let vmlinux = tree(release)?.join("vmlinux");
    Some(vmlinux).filter(|path| path.is_file())
}

/// The build tree of a kernel whose release begins so.
fn tree(release: &str) -> Option<PathBuf> {
    let trees = entries(&root(release)?.join("usr/src"));
    let mut trees = trees.into_iter();
    trees.find(|tree| tree.join("include/generated/utsrelease.h").is_file())
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Where the packages of a kernel were unpacked whose release begins so.
fn root(release: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cache =
        std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home.join(".cache"), PathBuf::from);
    let found = entries(&cache.join("kernel-compat/debian"))
        .into_iter()
        .find(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(release))
        });
    if found.is_none() {
        println!("SKIPPED: no kernel {release} in the cache");
    }
    found
}

/// The structs that the file has, by bpftool's word; none: there is no bpftool.
fn bpftool(path: &Path) -> Option<BTreeMap<String, String>> {
    let dump = Command::new("bpftool")
        .args(["btf", "dump", "file"])
        .arg(path)
        .args(["format", "c"])
        .output();
    let Ok(dump) = dump else {
        println!("SKIPPED: no bpftool");
        return None;
    };
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    let dump = String::from_utf8(dump.stdout).unwrap();
    let mut structs = BTreeMap::new();
    for declaration in dump.split("\nstruct ").skip(1) {
        let Some((name, rest)) = declaration.split_once(" {\n") else {
            continue;
        };
        let Some((body, _)) = rest.split_once("\n}") else {
            continue;
        };
        if STRUCTS.contains(&name) {
            structs.insert(name.to_owned(), body.to_owned());
        }
    }
    Some(structs)
}

/// The members that bpftool declares, each as we spell it; those of unnamed structs and unions in their place, and without
/// the unnamed bit-fields with which it fills holes.
fn members(body: &str) -> Vec<String> {
    let lines = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.ends_with('{') && *line != "};");
    let declarations: Vec<String> = lines
        .filter_map(|line| {
            let declaration = line.trim_end_matches(';').split(" __attribute__").next()?;
            let (member, width) = declaration.split_once(':').unwrap_or((declaration, ""));
            let fills =
                !width.is_empty() && ["char", "short", "int", "long"].contains(&member.trim());
            (!fills).then(|| format!("{};", named(member)))
        })
        .collect();
    let members = parse_members(&declarations.join("\n"), Dialect::C).unwrap();
    members.iter().map(ToString::to_string).collect()
}

/// A named member of an unnamed struct or union is `} name` there.
fn named(member: &str) -> String {
    match member.strip_prefix("} ") {
        Some(name) => format!("struct (anon) {name}"),
        None => member.to_owned(),
    }
}

struct Case {
    folder: tempfile::TempDir,
    vmlinux: PathBuf,
}

impl Case {
    fn new() -> Option<Self> {
        let vmlinux = vmlinux("6.12.")?;
        let folder = tempfile::tempdir().unwrap();
        let case = Self { folder, vmlinux };
        let mut import = vec![
            "import",
            text(&case.vmlinux),
            "-o",
            text(case.folder.path()),
            "--struct",
        ];
        import.extend(STRUCTS);
        let answer = kernel_compat(&import).success();
        assert!(answer.contains("50 histories written"), "{answer}");
        Some(case)
    }

    fn check(&self, vmlinux: &Path) -> crate::support::Outcome {
        let histories = text(self.folder.path());
        let check = [
            "check",
            "--btf",
            text(vmlinux),
            "--all",
            "--histories",
            histories,
            "--format",
            "json",
        ];
        kernel_compat(&check)
    }
}

#[test]
fn the_kernel_that_was_imported_is_as_recorded() {
    let Some(case) = Case::new() else { return };
    let outcome = case.check(&case.vmlinux);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let json = outcome.json();
    let outcomes = json["outcomes"].as_array().unwrap();
    assert_eq!(outcomes.len(), STRUCTS.len());
    let equal = |outcome: &&Value| outcome["state"] == "equal";
    assert_eq!(outcomes.iter().filter(equal).count(), STRUCTS.len());
    println!("{} structs as recorded", outcomes.len());
}

/// What changed from one kernel to the other: the members that only one of them declares so, by bpftool's word.
#[test]
fn of_another_kernel_just_what_changed_as_bpftool_says() {
    let (Some(case), Some(newer)) = (Case::new(), vmlinux("7.")) else {
        return;
    };
    let (Some(before), Some(after)) = (bpftool(&case.vmlinux), bpftool(&newer)) else {
        return;
    };
    let outcome = case.check(&newer);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let json = outcome.json();
    let (mut changed, mut judged) = (0, 0);
    for found in json["outcomes"].as_array().unwrap() {
        let name = found["struct"].as_str().unwrap();
        let (Some(before), Some(after)) = (before.get(name), after.get(name)) else {
            // Gone, or another name: then it can't be told either.
            assert_eq!(found["state"], "untold", "{name}");
            continue;
        };
        // A body with structs inside that bpftool declares there is no list of members.
        let nested = |body: &str| body.contains("\n\t} ") || body.contains("\n\t\t} ");
        let changes = found["changes"].as_array().unwrap();
        let side = |key: &str| -> BTreeSet<String> {
            changes
                .iter()
                .filter(|change| change["kind"] != "moved")
                .filter_map(|change| change[key]["c"].as_str())
                .map(str::to_owned)
                .collect()
        };
        if nested(before) || nested(after) {
            println!("{name}: not judged, for it declares structs inside");
            continue;
        }
        let (old, new): (BTreeSet<String>, BTreeSet<String>) = (
            members(before).into_iter().collect(),
            members(after).into_iter().collect(),
        );
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            one.difference(other).cloned().collect::<BTreeSet<_>>()
        };
        assert_eq!(side("before"), only(&old, &new), "{name}");
        assert_eq!(side("after"), only(&new, &old), "{name}");
        let placed = !found["displacements"].as_array().unwrap().is_empty();
        let moved = changes.iter().any(|change| change["kind"] == "moved");
        let same = old == new && !placed && !moved;
        assert_eq!(found["state"] == "equal", same, "{name}: {found}");
        judged += 1;
        changed += usize::from(!same);
    }
    println!("{judged} structs judged by bpftool, {changed} changed");
    assert!(judged >= 40 && changed >= 10, "{judged} {changed}");
}

/// The tree of a real kernel, whose compiler reads its headers where there is no BTF.
#[test]
fn a_kernel_build_tree_is_as_recorded() {
    for release in ["6.1.", "6.12."] {
        let Some(tree) = tree(release) else { continue };
        let arguments = [
            "check",
            "--kdir",
            text(&tree),
            "dma_buf_ops",
            "vfio_pci_regops",
        ];
        let outcome = kernel_compat(&arguments);
        if outcome.stdout.contains("does not run") {
            println!("SKIPPED: the compiler of {} is not there", tree.display());
            continue;
        }
        assert_eq!(outcome.code, 0, "{outcome:?}");
        for layout in ["as recorded: layout 5.18", "as recorded: layout 5.15"] {
            assert!(outcome.stdout.contains(layout), "{outcome:?}");
        }
        // And against a record that says otherwise.
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vfio.md");
        fs::write(
            &file,
            report("vfio_pci_regops", "int (*close)(struct inode *)"),
        )
        .unwrap();
        let histories = folder.path().join("histories");
        kernel_compat(&["import", text(&file), "-o", text(&histories)]).success();
        let arguments = [
            "check",
            "--kdir",
            text(&tree),
            "--all",
            "--histories",
            text(&histories),
        ];
        let outcome = kernel_compat(&arguments);
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(
            outcome
                .stdout
                .contains("removed      int (*close)(struct inode *);"),
            "{outcome:?}"
        );
    }
}

/// A boot image says which kernel it is of, and a module is read over its kernel's types and no other's.
#[test]
fn images_and_modules_are_imported() {
    let (Some(kernel), Some(other)) = (root("6.1."), vmlinux("6.12.")) else {
        return;
    };
    let image = entries(&kernel.join("boot")).into_iter().find(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("vmlinuz-"))
    });
    let module = entries(&kernel.join("lib/modules"))
        .into_iter()
        .map(|modules| modules.join("kernel/drivers/vfio/pci/vfio-pci-core.ko"));
    let (Some(image), Some(module)) = (image, module.into_iter().find(|module| module.is_file()))
    else {
        panic!("no image and module in {}", kernel.display());
    };
    let folder = tempfile::tempdir().unwrap();
    let histories = folder.path().join("histories");
    let import = |file: &Path, base: &Path, name: &str| {
        let arguments = [
            "import",
            text(file),
            "--base",
            text(base),
            "--struct",
            name,
            "-o",
            text(&histories),
        ];
        kernel_compat(&arguments)
    };
    let answer = import(&image, &image, "dma_buf_ops").success();
    assert!(answer.contains("1 histories written"), "{answer}");
    let answer = import(&module, &image, "vfio_pci_regops").success();
    assert!(answer.contains("1 histories written"), "{answer}");
    for (name, member) in [
        ("dma_buf_ops", "bool cache_sgt_mapping;"),
        (
            "vfio_pci_regops",
            "ssize_t (*rw)(struct vfio_pci_core_device *, char *, size_t, loff_t *, bool);",
        ),
    ] {
        let shown = [
            "show",
            name,
            "--kernel",
            "6.1",
            "--histories",
            text(&histories),
        ];
        let shown = kernel_compat(&shown).success();
        assert!(
            shown.contains(member) && shown.contains("-amd64, read from"),
            "{shown}"
        );
    }
    let error = import(&module, &other, "vfio_pci_regops").trouble();
    assert!(
        error.contains("this is a module of kernel 6.1.") && error.contains("is of 6.12."),
        "{error}"
    );
}
