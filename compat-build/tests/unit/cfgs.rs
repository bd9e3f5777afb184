// SPDX-License-Identifier: MIT OR GPL-2.0-only

use compat_data::kernel::Kernel;

use super::*;
use crate::error::Error;
use crate::presence::Presence;
use crate::target::{Source, Target};

fn selection(source: Source, choice: Choice) -> Selection {
    Selection {
        sources: Vec::new(),
        target: Target {
            kernel: Kernel::mainline(Release::new(4, 6)),
            source,
            btf: None,
        },
        histories: None,
        type_information: Vec::new(),
        places: Vec::new(),
        warnings: Vec::new(),
        structs: vec![StructSelection {
            name: "dma_buf_ops".to_owned(),
            presence: Presence::Present,
            modules: Vec::new(),
            layouts: vec!["4.4".to_owned(), "4.6".to_owned()],
            choice,
            observation: None,
            mismatch: None,
        }],
        fragment: None,
        observations: Vec::new(),
    }
}

fn recorded() -> Choice {
    Choice::Layout {
        name: "4.6".to_owned(),
        evidence: "recorded: mainline 4.6".to_owned(),
    }
}

#[test]
fn all_lines_of_a_small_selection() {
    let all: Vec<String> = Release::mainline()
        .map(|release| format!("\"{release}\""))
        .collect();
    let expected = format!(
        r#"cargo::rerun-if-env-changed=KERNEL_COMPAT_TARGET
cargo::rerun-if-env-changed=KERNEL_COMPAT_BTF
cargo::rerun-if-env-changed=KDIR
cargo::rerun-if-env-changed=KERNELDIR
cargo::rerun-if-env-changed=KERNEL_SRC
cargo::rerun-if-env-changed=KBUILD_OUTPUT
cargo::rerun-if-env-changed=O
cargo::rerun-if-env-changed=ARCH
cargo::rerun-if-env-changed=CROSS_COMPILE
cargo::rerun-if-env-changed=CC
cargo::rerun-if-env-changed=LLVM
cargo::rerun-if-env-changed=KERNEL_COMPAT_MAKE
cargo::rustc-env=KERNEL_COMPAT_KERNEL=4.6
cargo::rustc-check-cfg=cfg(kernel_since, values({}))
cargo::rustc-cfg=kernel_since="4.4"
cargo::rustc-cfg=kernel_since="4.5"
cargo::rustc-cfg=kernel_since="4.6"
cargo::rustc-check-cfg=cfg(kernel_has, values("dma_buf_ops"))
cargo::rustc-check-cfg=cfg(dma_buf_ops, values("4.4", "4.6", "observed", "not-recorded", "uncertain", "absent", "unknown", "randomised", "not-observed"))
cargo::rustc-cfg=dma_buf_ops="4.6"
cargo::rustc-cfg=kernel_has="dma_buf_ops"
cargo::rustc-env=KERNEL_COMPAT_LAYOUT_dma_buf_ops=4.6
cargo::rustc-env=KERNEL_COMPAT_EVIDENCE_dma_buf_ops=recorded: mainline 4.6
cargo::rustc-env=KERNEL_COMPAT_REFUSAL_dma_buf_ops=
"#,
        all.join(", ")
    );
    assert_eq!(lines(&selection(Source::Name(None), recorded())), expected);
}

#[test]
fn a_refusal_takes_one_line_whatever_it_says() {
    let refused = Choice::Refused {
        kind: "unknown",
        reason: "not there:\n  cargo::rustc-cfg=evil\r\n".to_owned(),
    };
    let text = lines(&selection(Source::Name(None), refused));
    assert!(text.ends_with(concat!(
        "cargo::rustc-cfg=dma_buf_ops=\"unknown\"\n",
        "cargo::rustc-env=KERNEL_COMPAT_EVIDENCE_dma_buf_ops=\n",
        "cargo::rustc-env=KERNEL_COMPAT_REFUSAL_dma_buf_ops=not there: cargo::rustc-cfg=evil\n",
    )));
}

#[test]
fn a_line_break_in_a_name_breaks_no_directive() {
    let mut selection = selection(Source::Name(None), recorded());
    selection.target.kernel.name = "5.4\ncargo::rustc-cfg=evil".to_owned();
    let text = lines(&selection);
    assert!(
        text.contains("KERNEL_COMPAT_KERNEL=5.4 cargo::rustc-cfg=evil\n"),
        "{text}"
    );
}

#[test]
fn each_warning_once() {
    let mut selection = selection(Source::Newest, recorded());
    selection
        .warnings
        .push("the headers:\n    do not compile".to_owned());
    selection.structs[0].mismatch = Some("a differs".to_owned());
    let text = lines(&selection);
    let found: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("cargo::warning="))
        .collect();
    assert_eq!(
        found,
        [
            "cargo::warning=the headers: do not compile",
            "cargo::warning=`struct dma_buf_ops` of kernel 4.6 is taken as observed: a differs",
        ]
    );
}

#[test]
fn without_cargo_there_are_the_same_facts() {
    let selection = selection(Source::Name(None), recorded());
    let printed = lines(&selection);
    let of_cargo = |directive: &str| -> Vec<String> {
        let start = format!("cargo::{directive}=");
        let lines = printed.lines().filter_map(|line| line.strip_prefix(&start));
        lines.map(str::to_owned).collect()
    };
    let arguments = arguments(&selection);
    let of_rustc = |option: &str| -> Vec<String> {
        let start = format!("{option}=");
        let arguments = arguments
            .iter()
            .filter_map(|argument| argument.strip_prefix(&start));
        arguments.map(str::to_owned).collect()
    };
    assert_eq!(of_rustc("--cfg"), of_cargo("rustc-cfg"));
    let mut values = of_cargo("rustc-check-cfg");
    values.insert(0, "cfg(docsrs, test)".to_owned());
    assert_eq!(of_rustc("--check-cfg"), values);
    assert_eq!(
        of_rustc("--cfg").len() + of_rustc("--check-cfg").len(),
        arguments.len()
    );
    let variables = of_cargo("rustc-env").into_iter();
    let quoted = variables.map(|variable| variable.replacen('=', "='", 1) + "'");
    assert_eq!(assignments(&selection), quoted.collect::<Vec<_>>());
}

#[test]
fn a_shell_reads_back_what_was_meant() {
    let mut selection = selection(
        Source::Name(None),
        Choice::Refused {
            kind: "unknown",
            reason: r#"it's "$(gone)" `x` \ # !a"#.to_owned(),
        },
    );
    selection.histories = Some("/a driver's/kernel-compat".into());
    let script = assignments(&selection).join("\n")
        + "\nprintf '%s|%s' \"$KERNEL_COMPAT_REFUSAL_dma_buf_ops\" \"$CARGO_MANIFEST_DIR\"";
    let output = std::process::Command::new("sh")
        .arg("-euc")
        .arg(script)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        r#"it's "$(gone)" `x` \ # !a|/a driver's"#
    );
}

#[test]
fn an_error_line_by_line() {
    let error = Error::Empty { variable: "KDIR" };
    assert_eq!(
        error_lines(&error),
        "cargo::error=`KDIR` is set but empty\ncargo::error=help: give it a value, or unset it\n"
    );
}
