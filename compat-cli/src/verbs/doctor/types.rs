// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a build would know of the kernel's structs: the same search that it runs.

use compat_build::environment::{BTF, TARGET};
use compat_build::kdir::KernelTree;
use compat_build::place::{Place, State};
use compat_build::selection::{Choice, StructSelection};
use compat_build::{Configuration, Environment, Selection, select};
use compat_data::resolve::RefusalKind;

use super::finding::Finding;

/// Looks at the type information of the tree's kernel, and at each of the structs.
pub(super) fn look(
    environment: &Environment,
    tree: &KernelTree,
    structs: &Configuration,
    findings: &mut Vec<Finding>,
) {
    const ID: &str = "type-information";
    // What a named kernel would have is nothing that the tree says.
    let environment = environment.clone().without(TARGET);
    let selection = match select(&environment, structs) {
        Ok(selection) => selection,
        Err(error) => return findings.push(Finding::fatal(ID, error)),
    };
    let warnings = selection.warnings.iter();
    findings.extend(warnings.map(|warning| {
        let finding = Finding::warning(ID, warning);
        match finding.remedy {
            Some(_) => finding,
            None => finding
                .remedy("let `--btf` or KERNEL_COMPAT_BTF name a file with that kernel's BTF"),
        }
    }));
    let btf = read(&selection, &[BTF, "vmlinux", "running kernel"]);
    let headers = read(&selection, &["headers"]);
    match btf.or(headers) {
        Some(place) => findings.push(Finding::ok(ID, place)),
        // A warning says what is wrong with them.
        None if !selection.warnings.is_empty() => {}
        // Headers are compiled for a struct.
        None if selection.structs.is_empty() => {}
        None => findings.push(nothing_read()),
    }
    findings.push(randomised(tree, btf));
    findings.extend(selection.structs.iter().map(of_struct));
    if selection.structs.is_empty() {
        findings.push(no_struct());
    }
}

/// The first of these places that was read.
fn read<'a>(selection: &'a Selection, names: &[&str]) -> Option<&'a Place> {
    let mut places = selection.places.iter();
    places.find(|place| names.contains(&place.name.as_str()) && place.state == State::Read)
}

fn nothing_read() -> Finding {
    Finding::warning(
        "type-information",
        "neither BTF of that kernel nor headers could be read: the records decide",
    )
    .remedy("let `--btf` or KERNEL_COMPAT_BTF name a file with that very kernel's BTF: a vmlinux, or raw BTF")
}

/// Only the kernel's own BTF says how its build shuffled the members.
fn randomised(tree: &KernelTree, btf: Option<&Place>) -> Finding {
    const ID: &str = "randomised-layout";
    match (tree.randomised(), btf) {
        (None, _) => Finding::ok(ID, "the kernel's build leaves the members of structs in their order"),
        (Some(symbol), Some(place)) => Finding::note(
            ID,
            format_args!("the kernel's build shuffles the members of structs ({symbol}=y), and its BTF says how: {place}"),
        ),
        (Some(symbol), None) => Finding::fatal(
            ID,
            format_args!(
                "the kernel's build shuffles the members of structs of function pointers ({symbol}=y), and its BTF, which \
                 alone says how, is not at hand"
            ),
        )
        .remedy("let `--btf` or KERNEL_COMPAT_BTF name a file with that very build's BTF"),
    }
}

fn no_struct() -> Finding {
    Finding::note(
        "struct",
        "no struct is named that has a history, so none was looked for",
    )
    .remedy("run this in the driver's folder, or name its structs with `--uses`")
}

/// A struct that is refused fails no driver but the one that uses it.
fn of_struct(selected: &StructSelection) -> Finding {
    const ID: &str = "struct";
    let finding = match (&selected.choice, &selected.mismatch) {
        (Choice::Layout { name, evidence }, None) => {
            Finding::ok(ID, format_args!("layout {name}, {evidence}"))
        }
        (Choice::Layout { name, .. }, Some(mismatch)) => {
            Finding::warning(ID, format_args!("layout {name}: {mismatch}"))
        }
        (Choice::Refused { kind, reason }, _) if *kind == RefusalKind::Absent.name() => {
            Finding::note(ID, format_args!("{kind}: {reason}"))
        }
        (Choice::Refused { kind, reason }, _) => {
            Finding::warning(ID, format_args!("{kind}: {reason}"))
        }
    };
    finding.about(&selected.name)
}
