// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Each thing that may be missing, and what doctor says of it.

use std::fs;

use super::patient::{CONFIG, Patient};

#[test]
fn one_fault_after_another() {
    type Fault = fn(&mut Patient);
    let faults: [(Fault, &[(&str, &str)]); 22] = [
        (
            |patient| patient.rust("1.84.1"),
            &[("cargo", "fatal"), ("rustc", "fatal")],
        ),
        (
            |patient| patient.set("CARGO", "/nonexistent"),
            &[("cargo", "fatal")],
        ),
        (
            |patient| fs::remove_file(patient.library()).unwrap(),
            &[("rust-target", "fatal")],
        ),
        (
            |patient| patient.remove("Module.symvers"),
            &[("module-symvers", "fatal")],
        ),
        (
            |patient| {
                patient.remove("Module.symvers");
                patient.configure("CONFIG_MODVERSIONS=n\n");
            },
            &[("module-symvers", "warning")],
        ),
        (
            |patient| patient.remove("scripts/mod/modpost"),
            &[("modpost", "fatal")],
        ),
        (
            |patient| patient.remove("tools/objtool/objtool"),
            &[("objtool", "fatal")],
        ),
        (
            |patient| {
                patient.script(
                    &patient.tree.tree().join("tools/objtool/objtool"),
                    "echo \"$0: libc.so.6: version \\`GLIBC_2.99' not found\" >&2; exit 1",
                )
            },
            &[("objtool", "fatal")],
        ),
        (
            |patient| {
                patient.remove("tools/objtool/objtool");
                patient.configure("CONFIG_UNWINDER_ORC=n\n");
            },
            &[],
        ),
        (
            |patient| patient.tree.write("include/linux/module.h", "#error no\n"),
            &[("kbuild", "fatal")],
        ),
        (
            |patient| patient.remove("include/linux/module.h"),
            &[("kbuild", "fatal")],
        ),
        (
            |patient| patient.set("CC", "gcc-of-nowhere"),
            &[("kbuild", "fatal"), ("type-information", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_CC_VERSION_TEXT=\"gcc (GCC) 3.4.6\"\n"),
            &[("compiler", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_CLANG_VERSION=170000\n"),
            &[("compiler", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_MODULES=n\n"),
            &[("modules", "fatal")],
        ),
        (
            |patient| patient.configure("CONFIG_MODULE_SIG_FORCE=y\n"),
            &[("module-signatures", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y\n"),
            &[("module-signatures", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_TRIM_UNUSED_KSYMS=y\n"),
            &[("exported-symbols", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_CFI_CLANG=y\n"),
            &[("codegen", "fatal")],
        ),
        (
            |patient| patient.configure("CONFIG_SLS=y\n"),
            &[("codegen", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_RANDSTRUCT_FULL=y\n"),
            &[
                ("type-information", "warning"),
                ("randomised-layout", "fatal"),
            ],
        ),
        (
            |patient| {
                patient.tree.write(
                    "include/config/auto.conf",
                    &CONFIG.replace("5.10.262", "5.11.3"),
                )
            },
            &[("release", "warning")],
        ),
    ];
    for (number, (fault, expected)) in faults.into_iter().enumerate() {
        let mut patient = Patient::new();
        fault(&mut patient);
        let complaints = patient.complaints();
        let complaints: Vec<(&str, &str)> = complaints
            .iter()
            .map(|(id, level)| (id.as_str(), level.as_str()))
            .collect();
        assert_eq!(complaints, expected, "fault {number}");
    }
}
