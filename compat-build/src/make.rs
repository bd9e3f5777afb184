// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The make fragment: what a module's Makefile includes to compile the driver for its kernel.
//!
//! ```make
//! KERNEL_COMPAT_KERNEL := 6.12.117+deb12-amd64
//! KERNEL_COMPAT_RUST_TARGET := x86_64-unknown-none
//! KERNEL_COMPAT_RUSTFLAGS := -Cpanic=abort -Crelocation-model=static …
//! KERNEL_COMPAT_RUSTC_BOOTSTRAP := 1
//! KERNEL_COMPAT_LAYOUT_dma_buf_ops := 5.18
//! KERNEL_COMPAT_EVIDENCE_dma_buf_ops := recorded: mainline 6.12, taken for 6.12.117+deb12-amd64
//! KERNEL_COMPAT_REFUSAL_dma_buf_ops :=
//! ```
//!
//! `KERNEL_COMPAT_RUSTC_BOOTSTRAP` is empty where no flag needs it; of layout with evidence, and refusal, the one that
//! does not apply is empty. What the compiler cannot do for that kernel stands in comments.

use std::path::PathBuf;

use crate::cfgs::one_line;
use crate::environment::Environment;
use crate::error::Error;
use crate::flags::CodegenFlags;
use crate::output::OutputFile;
use crate::rustc::RustcVersion;
use crate::selection::{Choice, StructSelection};
use crate::target::Target;

/// The fragment for a target and what was selected on it, to be written to `path`.
///
/// # Errors
/// When the target comes from no kernel build tree, and what [`CodegenFlags::of_tree`] refuses.
pub fn fragment(
    path: PathBuf,
    target: &Target,
    structs: &[StructSelection],
    environment: &Environment,
) -> Result<OutputFile, Error> {
    let tree = target.tree().ok_or(Error::FragmentWithoutTree)?;
    let rustc = RustcVersion::of(environment)?;
    let flags = CodegenFlags::of_tree(tree, rustc)?;
    let text = text(&target.kernel.name, &flags, structs);
    Ok(OutputFile { path, text })
}

fn text(kernel: &str, flags: &CodegenFlags, structs: &[StructSelection]) -> String {
    let mut text = String::from(
        "# Written by compat-build for the kernel named below; changes will be lost.\n",
    );
    for line in &flags.not_followed {
        text.push_str(&format!("# Not followed: {}\n", one_line(line)));
    }
    let mut set = |name: &str, value: &str| {
        let line = format!("KERNEL_COMPAT_{name} := {}", escape(value));
        text.push_str(line.trim_end());
        text.push('\n');
    };
    set("KERNEL", kernel);
    set("RUST_TARGET", flags.rust_target);
    set("RUSTFLAGS", &flags.rustflags.join(" "));
    set(
        "RUSTC_BOOTSTRAP",
        if flags.needs_bootstrap { "1" } else { "" },
    );
    for selected in structs {
        let (layout, evidence, refusal) = match &selected.choice {
            Choice::Layout { name, evidence } => (name.as_str(), evidence.as_str(), ""),
            Choice::Refused { reason, .. } => ("", "", reason.as_str()),
        };
        set(&format!("LAYOUT_{}", selected.name), layout);
        set(&format!("EVIDENCE_{}", selected.name), evidence);
        set(&format!("REFUSAL_{}", selected.name), refusal);
    }
    text
}

/// The value as make reads it back, on one line.
fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in one_line(value).chars() {
        match character {
            '$' => escaped.push_str("$$"),
            '#' => escaped.push_str("\\#"),
            // The empty reference keeps it from quoting a `#` or joining the next line.
            '\\' => escaped.push_str("\\$()"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::Presence;

    fn fragment() -> String {
        let flags = CodegenFlags {
            rust_target: "x86_64-unknown-none",
            rustflags: vec!["-Cpanic=abort".to_owned(), "-Zplt=yes".to_owned()],
            needs_bootstrap: true,
            not_followed: vec!["CONFIG_SLS: no".to_owned()],
        };
        let selected = |name: &str, choice| StructSelection {
            name: name.to_owned(),
            presence: Presence::Unknown,
            modules: Vec::new(),
            layouts: Vec::new(),
            choice,
            observation: None,
            mismatch: None,
        };
        let layout = Choice::Layout {
            name: "5.18".to_owned(),
            evidence: "recorded: mainline 6.1".to_owned(),
        };
        let refused = Choice::Refused {
            kind: "unknown",
            reason: "costs $(shell x) #1\nC:\\".to_owned(),
        };
        let structs = [
            selected("dma_buf_ops", layout),
            selected("vfio_pci_regops", refused),
        ];
        text("6.1.0-56-amd64", &flags, &structs)
    }

    #[test]
    fn all_lines_of_a_fragment() {
        assert_eq!(
            fragment(),
            r"# Written by compat-build for the kernel named below; changes will be lost.
# Not followed: CONFIG_SLS: no
KERNEL_COMPAT_KERNEL := 6.1.0-56-amd64
KERNEL_COMPAT_RUST_TARGET := x86_64-unknown-none
KERNEL_COMPAT_RUSTFLAGS := -Cpanic=abort -Zplt=yes
KERNEL_COMPAT_RUSTC_BOOTSTRAP := 1
KERNEL_COMPAT_LAYOUT_dma_buf_ops := 5.18
KERNEL_COMPAT_EVIDENCE_dma_buf_ops := recorded: mainline 6.1
KERNEL_COMPAT_REFUSAL_dma_buf_ops :=
KERNEL_COMPAT_LAYOUT_vfio_pci_regops :=
KERNEL_COMPAT_EVIDENCE_vfio_pci_regops :=
KERNEL_COMPAT_REFUSAL_vfio_pci_regops := costs $$(shell x) \#1 C:\$()
"
        );
    }

    #[test]
    fn make_reads_back_what_was_meant() {
        let folder = tempfile::tempdir().unwrap();
        let makefile = folder.path().join("Makefile");
        let rule = "\nall: ; @printf '%s' '$(KERNEL_COMPAT_REFUSAL_vfio_pci_regops)'\n";
        std::fs::write(&makefile, fragment() + rule).unwrap();
        let make = std::process::Command::new("make")
            .arg("-sf")
            .arg(&makefile)
            .output();
        match make {
            Ok(output) => assert_eq!(
                String::from_utf8_lossy(&output.stdout),
                r"costs $(shell x) #1 C:\"
            ),
            Err(error) => eprintln!("skipped: make does not run: {error}"),
        }
    }
}
