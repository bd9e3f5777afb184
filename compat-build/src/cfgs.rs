// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the build script prints for cargo.

use compat_data::observation::OBSERVED;
use compat_data::release::Release;

use crate::environment::VARIABLES;
use crate::error::Error;
use crate::selection::{Choice, Selection, StructSelection};
use crate::target::Source;

/// Cargo's directives for a selection, each on a line.
///
/// For every struct, say `dma_buf_ops`: the cfg `dma_buf_ops="5.18"` with the name of its layout, or with the word for
/// its refusal, and the variables `KERNEL_COMPAT_EVIDENCE_dma_buf_ops` and `KERNEL_COMPAT_REFUSAL_dma_buf_ops`, one of
/// which is empty. For the target: `KERNEL_COMPAT_KERNEL`, and `kernel_since="5.4"` for it and all releases before.
pub fn lines(selection: &Selection) -> String {
    let mut lines = Lines::default();
    inputs(selection, &mut lines);
    let kernel = &selection.target.kernel;
    if selection.target.source == Source::Newest {
        lines.add("warning", format!(
            "no target kernel is named: each struct takes its newest recorded layout, which will do for an editor and \
             never for a module; set KDIR to a kernel build tree, or KERNEL_COMPAT_TARGET to a release such as {}",
            kernel.release
        ));
    }
    lines.add("rustc-env", format!("KERNEL_COMPAT_KERNEL={kernel}"));
    releases(kernel.release, &mut lines);
    let names = selection
        .structs
        .iter()
        .map(|selected| selected.name.clone());
    lines.add("rustc-check-cfg", check_cfg("kernel_has", names));
    for selected in &selection.structs {
        layout(selected, &mut lines);
        if let Some(mismatch) = &selected.mismatch {
            let name = &selected.name;
            lines.add(
                "warning",
                format!(
                    "`struct {name}` of kernel {kernel} is taken as observed: {}",
                    one_line(mismatch)
                ),
            );
        }
    }
    for warning in &selection.warnings {
        lines.add("warning", one_line(warning));
    }
    for file in &selection.observations {
        let path = file.path.display();
        let name = file
            .path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let name = name.split('.').next().unwrap_or_default();
        lines.add("rustc-env", format!("KERNEL_COMPAT_OBSERVED_{name}={path}"));
    }
    lines.text
}

/// Cargo's directives for an error, each on a line.
pub fn error_lines(error: &Error) -> String {
    let mut lines = Lines::default();
    for line in error.to_string().lines() {
        lines.add("error", line);
    }
    lines.text
}

/// The text on one line: a line break would end cargo's directive and begin another.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All that was read, or would have been, had it been set.
fn inputs(selection: &Selection, lines: &mut Lines) {
    for variable in VARIABLES {
        lines.add("rerun-if-env-changed", variable);
    }
    let files = selection
        .target
        .tree()
        .into_iter()
        .flat_map(|tree| &tree.files);
    // The fragment is no input: named as one, it is written again after somebody has deleted it.
    let fragment = selection.fragment.iter().map(|fragment| &fragment.path);
    let histories = selection.histories.iter();
    let found = selection.type_information.iter().chain(histories);
    for path in files.chain(found).chain(fragment) {
        lines.add("rerun-if-changed", path.display().to_string());
    }
}

fn releases(target: Release, lines: &mut Lines) {
    let all: Vec<Release> = Release::mainline().collect();
    lines.add(
        "rustc-check-cfg",
        check_cfg("kernel_since", all.iter().map(Release::to_string)),
    );
    for release in all.iter().filter(|&&release| release <= target) {
        lines.add("rustc-cfg", format!("kernel_since=\"{release}\""));
    }
}

fn layout(selected: &StructSelection, lines: &mut Lines) {
    let name = &selected.name;
    let values = selected
        .layouts
        .iter()
        .cloned()
        .chain([OBSERVED.to_owned()])
        .chain(StructSelection::refusal_kinds().map(str::to_owned));
    lines.add("rustc-check-cfg", check_cfg(name, values));
    let (value, evidence, refusal) = match &selected.choice {
        Choice::Layout { name, evidence } => (name.as_str(), evidence.as_str(), ""),
        Choice::Refused { kind, reason } => (*kind, "", reason.as_str()),
    };
    lines.add("rustc-cfg", format!("{name}=\"{value}\""));
    if matches!(selected.choice, Choice::Layout { .. }) {
        lines.add("rustc-cfg", format!("kernel_has=\"{name}\""));
        lines.add(
            "rustc-env",
            format!("KERNEL_COMPAT_LAYOUT_{name}={}", one_line(value)),
        );
    }
    let (evidence, refusal) = (one_line(evidence), one_line(refusal));
    lines.add(
        "rustc-env",
        format!("KERNEL_COMPAT_EVIDENCE_{name}={evidence}"),
    );
    lines.add(
        "rustc-env",
        format!("KERNEL_COMPAT_REFUSAL_{name}={refusal}"),
    );
}

fn check_cfg(name: &str, values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.map(|value| format!("\"{value}\"")).collect();
    format!("cfg({name}, values({}))", values.join(", "))
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, directive: &str, value: impl AsRef<str>) {
        // A release string comes from a file: whatever breaks a line there must not break one here.
        let value = value.as_ref().replace(['\n', '\r'], " ");
        self.text.push_str(&format!("cargo::{directive}={value}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::Presence;
    use crate::target::Target;
    use compat_data::kernel::Kernel;

    fn selection(source: Source, choice: Choice) -> Selection {
        Selection {
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
    fn only_the_default_warns_and_once() {
        let warnings = |source| {
            let text = lines(&selection(source, recorded()));
            text.lines()
                .filter(|line| line.starts_with("cargo::warning="))
                .count()
        };
        assert_eq!(warnings(Source::Newest), 1);
        assert_eq!(warnings(Source::Name(None)), 0);
    }

    #[test]
    fn an_error_line_by_line() {
        let error = Error::Empty { variable: "KDIR" };
        assert_eq!(
            error_lines(&error),
            "cargo::error=`KDIR` is set but empty\ncargo::error=help: give it a value, or unset it\n"
        );
    }
}
