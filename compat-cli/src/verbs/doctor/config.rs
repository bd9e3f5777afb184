// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's configuration: what it means for modules written in Rust.

use compat_build::Error;
use compat_build::config::Config;
use compat_build::flags::CodegenFlags;
use compat_build::kdir::KernelTree;
use compat_build::rustc::RustcVersion;

use super::finding::Finding;
use super::host::OLDEST;

/// Looks at it.
pub(super) fn look(tree: &KernelTree, rustc: Option<RustcVersion>, findings: &mut Vec<Finding>) {
    findings.push(modules(&tree.config));
    findings.extend(signatures(&tree.config));
    findings.extend(trimmed(&tree.config));
    codegen(tree, rustc, findings);
}

fn modules(config: &Config) -> Finding {
    const ID: &str = "modules";
    match config.is_enabled("CONFIG_MODULES") {
        true => Finding::ok(ID, "the kernel loads modules"),
        false => Finding::fatal(ID, "the kernel loads no modules: CONFIG_MODULES is not set")
            .remedy("build the kernel with CONFIG_MODULES=y"),
    }
}

/// Who may load what. A module that is built here has no signature.
fn signatures(config: &Config) -> Vec<Finding> {
    const ID: &str = "module-signatures";
    const REMEDY: &str = "sign the module with `scripts/sign-file` and a key that the kernel or the machine's owner (MOK) trusts";
    let set = |symbols: &[&'static str]| {
        symbols
            .iter()
            .copied()
            .find(|symbol| config.is_enabled(symbol))
    };
    let mut findings = Vec::new();
    if let Some(symbol) = set(&["CONFIG_MODULE_SIG_FORCE"]) {
        let text = format!("the kernel loads signed modules only: {symbol}=y");
        findings.push(Finding::warning(ID, text).remedy(REMEDY));
    }
    let locked = set(&[
        "CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY",
        "CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY",
    ]);
    if let Some(symbol) = locked {
        let text = format!("the kernel is locked down, and loads signed modules only: {symbol}=y");
        findings.push(Finding::warning(ID, text).remedy(REMEDY));
    } else if let Some(symbol) = set(&["CONFIG_LOCK_DOWN_IN_EFI_SECURE_BOOT"]) {
        let text = format!(
            "where it is booted by Secure Boot the kernel loads signed modules only: {symbol}=y"
        );
        findings.push(Finding::note(ID, text).remedy(REMEDY));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            ID,
            "the kernel loads modules without a signature",
        ));
    }
    findings
}

fn trimmed(config: &Config) -> Option<Finding> {
    config.is_enabled("CONFIG_TRIM_UNUSED_KSYMS").then(|| {
        Finding::warning(
            "exported-symbols",
            "the kernel exports no more symbols than its own modules use: CONFIG_TRIM_UNUSED_KSYMS=y",
        )
        .remedy("build the kernel without it, or name the symbols with CONFIG_UNUSED_KSYMS_WHITELIST")
    })
}

/// What rustc must do for code in that kernel, and can't.
fn codegen(tree: &KernelTree, rustc: Option<RustcVersion>, findings: &mut Vec<Finding>) {
    const ID: &str = "codegen";
    // What no rustc can do is known without one.
    let version = rustc.unwrap_or(OLDEST);
    let flags = match CodegenFlags::of_tree(tree, version) {
        Ok(flags) if rustc.is_some() => flags,
        Ok(_) => return,
        // The architecture has a finding of its own.
        Err(Error::FlagsArchitecture { .. }) => return,
        Err(error) => return findings.push(Finding::fatal(ID, error)),
    };
    findings.push(Finding::ok(
        ID,
        format_args!(
            "rustc {version} generates code for that kernel: {}",
            flags.rustflags.join(" ")
        ),
    ));
    let not_followed = flags.not_followed.iter();
    findings.extend(not_followed.map(|what| {
        Finding::warning(ID, what)
            .remedy("objtool's warnings of that are expected; a newer rustc may have a flag")
    }));
    if flags.needs_bootstrap {
        let text =
            "some of these flags are unstable: a stable rustc takes them with RUSTC_BOOTSTRAP=1";
        findings.push(Finding::note("rustc-bootstrap", text).remedy(
            "the Makefiles of the examples set it; `kernel-compat cfg --codegen --env` prints it for others",
        ));
    }
}
