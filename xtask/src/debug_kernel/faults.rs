// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Whether the debugging kernel reports what it is for: modules that do what they must not, in one boot. A fault that it
//! keeps silent of fails the chore, since its silence on drivers would then mean nothing.

use crate::command::capture;
use crate::error::{Error, Result};
use crate::kernels::DebianKernel;
use crate::kernels::boot::{Machine, boot};
use crate::kernels::module::kbuild;
use crate::kernels::verdict::{DEBUGGING_ALARMS, Expectations, Phase, Verdict, judge};
use crate::workspace;
use compat_build::environment::Environment;
use compat_build::flags::CodegenFlags;
use compat_build::kdir::KernelTree;
use compat_build::rustc::RustcVersion;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What the modules are built from.
const SOURCES: [(&str, &str); 9] = [
    ("Kbuild", include_str!("faults/Kbuild")),
    ("fault_freed.c", include_str!("faults/fault_freed.c")),
    ("fault_bool.c", include_str!("faults/fault_bool.c")),
    ("fault_rcu.c", include_str!("faults/fault_rcu.c")),
    ("fault_sleep.c", include_str!("faults/fault_sleep.c")),
    (
        "fault_lock_order.c",
        include_str!("faults/fault_lock_order.c"),
    ),
    ("fault_calls.c", include_str!("faults/fault_calls.c")),
    (
        "fault_accesses.rs",
        include_str!("faults/fault_accesses.rs"),
    ),
    (
        "rust.kbuild",
        include_str!("../../../examples/common/rust.kbuild"),
    ),
];

/// A module, and how each line begins that the kernel must write when it is loaded. What locks are watched for comes
/// first, and their order last of that: the kernel watches no locks after that report, and after one of KASAN's.
const FAULTS: [(&str, &[&str]); 6] = [
    ("fault_rcu", &["WARNING: suspicious RCU usage"]),
    (
        "fault_sleep",
        &["BUG: sleeping function called from invalid context at "],
    ),
    (
        "fault_lock_order",
        &["WARNING: possible circular locking dependency detected"],
    ),
    ("fault_bool", &["UBSAN: invalid-load in "]),
    (
        "fault_freed",
        &["BUG: KASAN: slab-use-after-free in read_freed+"],
    ),
    (
        "fault_rust",
        &[
            "BUG: KASAN: slab-use-after-free in rust_read+",
            "BUG: KASAN: slab-out-of-bounds in rust_copy+",
            "BUG: KASAN: stack-out-of-bounds in rust_read_stack+",
            "BUG: KASAN: global-out-of-bounds in rust_read_table+",
        ],
    ),
];

/// The kernel reports each fault, and not the first alone.
const MACHINE: Machine = Machine {
    options: &[],
    parameters: &["kasan_multi_shot"],
};

/// A fault that was done, and what the kernel said.
pub struct Report {
    /// The module that did it.
    pub module: &'static str,
    /// The line of the kernel's log.
    pub line: String,
}

/// Builds the modules, boots the kernel with them, and returns what it reported, `watching` being run at the end.
///
/// # Errors
/// When a fault is not reported, or the verdict on drivers would not have taken a report for a fault.
pub fn provoke(kernel: &DebianKernel, watching: &Path, limit: Duration) -> Result<Vec<Report>> {
    let folder = workspace::target().join("debug-kernel/faults");
    build(kernel, &folder)?;
    let mut phases: Vec<Phase> = FAULTS
        .iter()
        .map(|(module, lines)| phase(format!("load {module}"), lines))
        .collect();
    phases.push(phase(
        "run watching".to_owned(),
        &["watching: debug_locks 0"],
    ));
    let plan: String = phases
        .iter()
        .map(|phase| format!("{}\n", phase.step))
        .collect();
    let mut files: Vec<PathBuf> = FAULTS
        .iter()
        .map(|(module, _)| folder.join(format!("{module}.ko")))
        .collect();
    files.push(watching.to_owned());
    let boot = boot(kernel, &MACHINE, &folder, &plan, &files, limit)?;
    let expectations = Expectations {
        module: "fault".to_owned(),
        phases,
        alarms: &DEBUGGING_ALARMS,
    };
    let verdict = judge(&boot.log, boot.timed_out, &expectations);
    reports(&verdict)
        .map_err(|error| Error::new(format!("{error}\n---- the log ----\n{}", boot.log)))
}

fn phase(step: String, lines: &[&str]) -> Phase {
    Phase {
        step,
        ops: Vec::new(),
        lines: lines.iter().map(|&line| line.to_owned()).collect(),
    }
}

/// Each fault's line must be an alarm. That a step did not do as it should is none of them.
fn reports(verdict: &Verdict) -> Result<Vec<Report>> {
    let alarms: Vec<&str> = verdict
        .faults
        .iter()
        .filter_map(|fault| fault.strip_prefix("kernel: "))
        .collect();
    let failed = verdict.faults.iter().find(|fault| {
        let of_the_module =
            fault.starts_with("kernel: ") || fault.starts_with("the kernel is tainted");
        !of_the_module
    });
    if let Some(failed) = failed {
        return Err(Error::new(format!("the faults' boot went wrong: {failed}")));
    }
    let mut reports = Vec::new();
    for (module, lines) in FAULTS {
        for expected in lines {
            let line = alarms.iter().find(|alarm| alarm.starts_with(expected));
            let line = line.ok_or_else(|| {
                Error::new(format!("{module}: the verdict has no fault `{expected}…`"))
            })?;
            reports.push(Report {
                module,
                line: (*line).to_owned(),
            });
        }
    }
    Ok(reports)
}

fn build(kernel: &DebianKernel, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| Error::at(folder, &error))?;
    for (name, text) in SOURCES {
        let file = folder.join(name);
        fs::write(&file, text).map_err(|error| Error::at(&file, &error))?;
    }
    let flags = rust_flags(kernel)?;
    capture(
        Command::new("rustc")
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["--edition=2024", "--crate-type=lib", "--emit=obj"])
            .args(["-Copt-level=2", "-Ccodegen-units=1"])
            .arg(format!("--target={}", flags.rust_target))
            .args(&flags.rustflags)
            .arg("-o")
            .arg(folder.join("fault_accesses_rust.object"))
            .arg(folder.join("fault_accesses.rs")),
    )?;
    kbuild(&kernel.build(), folder)
}

/// What a driver is compiled with for this kernel.
pub fn rust_flags(kernel: &DebianKernel) -> Result<CodegenFlags> {
    let failed = |error: compat_build::error::Error| Error::new(error.to_string());
    let tree = KernelTree::read("KDIR", &kernel.build_tree).map_err(failed)?;
    // Cargo says so to build scripts alone.
    let environment = Environment::of_process().with("RUSTC", "rustc");
    let rustc = RustcVersion::of(&environment).map_err(failed)?;
    CodegenFlags::of_tree(&tree, rustc).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A verdict with every expected report, but for those that begin so.
    fn verdict(without: &str, further: &[&str]) -> Verdict {
        let expected = FAULTS.iter().flat_map(|(_, lines)| *lines);
        let faults = expected
            .filter(|line| without.is_empty() || !line.starts_with(without))
            .map(|line| format!("kernel: {line}0x1f/0x30"))
            .chain(further.iter().map(|&fault| fault.to_owned()))
            .collect();
        Verdict {
            ops: Vec::new(),
            faults,
        }
    }

    #[test]
    fn every_fault_must_be_reported() {
        let tainted = [
            "the kernel is tainted 12832, beyond …",
            "kernel: Call Trace:",
        ];
        assert_eq!(
            reports(&verdict("", &tainted))
                .map(|reports| reports.len())
                .unwrap(),
            9
        );
        for (module, lines) in FAULTS {
            for line in lines {
                let error = reports(&verdict(line, &tainted)).err().unwrap();
                assert!(error.to_string().starts_with(module), "{error}");
            }
        }
    }

    #[test]
    fn a_boot_that_went_wrong_proves_nothing() {
        for fault in [
            "load fault_sleep: no line `BUG: sleeping function called from invalid context at `",
            "run watching: no line `watching: debug_locks 0`",
            "the time limit ran out",
        ] {
            let error = reports(&verdict("", &[fault])).err().unwrap();
            assert!(error.to_string().contains(fault), "{error}");
        }
    }
}
