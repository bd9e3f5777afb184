// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Holds what one kernel's type information says of a struct against what is recorded for that kernel.

use compat_data::history::History;
use compat_data::kernel::Kernel;
use compat_data::observation::{OBSERVED, Observation};
use compat_data::resolve::{Refusal, Resolution};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The name of the recorded layout that was observed; `observed`: none; `-`: there is no such struct.
    pub observed: String,
    /// The name of the layout that is recorded for the kernel, or the word for why there is none.
    pub recorded: String,
    /// How the two differ, in words; empty: they do not.
    pub differences: Vec<String>,
}

/// Judges the struct of this history on that kernel; no observation: its type information has no such struct.
pub fn judge(history: &History, kernel: &Kernel, observation: Option<&Observation>) -> Judgement {
    let resolved = history.resolve(kernel);
    let layout = observation.map(|observation| observation.recorded_in(history));
    let observed = match layout {
        Some(Some(layout)) => layout.name.as_str(),
        Some(None) => OBSERVED,
        None => "-",
    };
    let recorded = match &resolved {
        Ok(resolution) => resolution.layout.name.as_str(),
        Err(refusal) => refusal.kind().name(),
    };
    Judgement {
        observed: observed.to_owned(),
        recorded: recorded.to_owned(),
        differences: match (&resolved, observation) {
            (Ok(resolution), Some(_)) if observed == resolution.layout.name => Vec::new(),
            (Ok(resolution), Some(observation)) => differences(history, resolution, observation),
            (Err(Refusal::Absent { .. }), None) => Vec::new(),
            (Err(refusal), _) => vec![refusal.to_string()],
            (Ok(resolution), None) => vec![format!(
                "there is no such struct, yet layout {observed} is {evidence}",
                observed = resolution.layout.name,
                evidence = resolution.evidence
            )],
        },
    }
}

fn differences(
    history: &History,
    resolution: &Resolution,
    observation: &Observation,
) -> Vec<String> {
    let observed = observation.layout(OBSERVED);
    let mut differences = vec![format!("{}; observed is:", resolution.evidence)];
    let members = history.diff(resolution.layout, &observed);
    differences.extend(members.iter().map(ToString::to_string));
    if members.is_empty() {
        differences.push(format!(
            "the same members, but placed otherwise ({:?}, {} bytes)",
            observation.placement, observation.size
        ));
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::c::TypeKind;
    use compat_data::history::Layout;
    use compat_data::kernel::Architecture;
    use compat_data::observation::{ObservedMember, Placement};
    use std::collections::BTreeMap;

    /// What a kernel with this layout would show: pointers and flags, placed by C's rules.
    fn observation(history: &History, layout: &str) -> Observation {
        let layout = history.layout(layout).unwrap();
        let mut end = 0u64;
        let members = layout.members.iter().map(|member| {
            let size = if member.ty.kind == TypeKind::Bool {
                1
            } else {
                8
            };
            let offset = end.next_multiple_of(size);
            end = offset + size;
            ObservedMember {
                member: member.clone(),
                offset,
                size,
                alignment: size,
                bit_field: None,
                members: Vec::new(),
            }
        });
        Observation {
            name: history.name.clone(),
            members: members.collect(),
            size: end.next_multiple_of(8),
            alignment: 8,
            placement: Placement::Natural,
            definitions: BTreeMap::new(),
            pointer_size: 8,
            char_is_signed: None,
        }
    }

    fn history() -> History {
        compat_data::history("dma_buf_ops")
            .unwrap()
            .unwrap()
            .clone()
    }

    fn kernel(name: &str) -> Kernel {
        Kernel::from_release_string(name, Architecture::Amd64).unwrap()
    }

    fn layout<'a>(history: &'a mut History, name: &str) -> &'a mut Layout {
        let mut layouts = history.layouts.iter_mut();
        layouts.find(|layout| layout.name == name).unwrap()
    }

    #[test]
    fn a_kernel_as_recorded_does_not_differ() {
        let history = history();
        let observation = observation(&history, "5.18");
        let judgement = judge(
            &history,
            &kernel("6.12.117+deb12-amd64"),
            Some(&observation),
        );
        assert_eq!(judgement.observed, "5.18");
        assert_eq!(judgement.recorded, "5.18");
        assert_eq!(judgement.differences, Vec::<String>::new());
    }

    #[test]
    fn a_record_that_is_wrong_is_noticed() {
        let right = history();
        let kernel = kernel("6.12.117+deb12-amd64");
        let observation = observation(&right, "5.18");
        let noticed = |spoil: fn(&mut Layout)| {
            let mut wrong = history();
            spoil(layout(&mut wrong, "5.18"));
            let judgement = judge(&wrong, &kernel, Some(&observation));
            assert_eq!(
                (&*judgement.observed, &*judgement.recorded),
                ("observed", "5.18")
            );
            judgement.differences.join("\n")
        };
        let swapped = noticed(|layout| {
            let detach = layout
                .members
                .iter()
                .position(|member| member.name == "detach");
            let detach = detach.unwrap();
            layout.members.swap(detach, detach + 1);
        });
        assert!(swapped.contains("moved: detach"), "{swapped}");
        let missing = noticed(|layout| layout.members.retain(|member| member.name != "unpin"));
        assert!(missing.contains("unpin"), "{missing}");
        let retyped = noticed(|layout| {
            let types: Vec<_> = layout
                .members
                .iter()
                .map(|member| member.ty.clone())
                .collect();
            layout.members.last_mut().unwrap().ty = types[1].clone();
        });
        assert!(retyped.contains("vunmap"), "{retyped}");
    }

    #[test]
    fn another_recorded_layout_is_named_and_differs() {
        let history = history();
        let observation = observation(&history, "6.16");
        let judgement = judge(
            &history,
            &kernel("6.12.117+deb12-amd64"),
            Some(&observation),
        );
        assert_eq!(
            (&*judgement.observed, &*judgement.recorded),
            ("6.16", "5.18")
        );
        let text = judgement.differences.join("\n");
        assert!(text.contains("cache_sgt_mapping"), "{text}");
    }

    #[test]
    fn members_placed_otherwise_than_by_c_differ() {
        let history = history();
        let mut observation = observation(&history, "5.18");
        observation.placement = Placement::Packed;
        observation.size = 97;
        let judgement = judge(
            &history,
            &kernel("6.12.117+deb12-amd64"),
            Some(&observation),
        );
        let text = judgement.differences.join("\n");
        assert!(
            text.contains("placed otherwise (Packed, 97 bytes)"),
            "{text}"
        );
    }

    #[test]
    fn a_struct_that_is_not_there_differs_unless_that_is_recorded() {
        let history = compat_data::history("vfio_pci_regops").unwrap().unwrap();
        let judged = |name: &str| judge(history, &kernel(name), None);
        assert_eq!(judged("4.5.1").differences, Vec::<String>::new());
        assert_eq!(judged("4.5.1").recorded, "absent");
        let text = judged("6.12.117+deb12-amd64").differences.join("\n");
        assert!(text.contains("no such struct, yet layout 5.15"), "{text}");
    }

    #[test]
    fn a_kernel_without_a_record_is_no_success() {
        let history = history();
        let observation = observation(&history, "6.16");
        let judgement = judge(&history, &kernel("9.9.1"), Some(&observation));
        assert_eq!(judgement.recorded, "not-recorded");
        assert_eq!(judgement.differences.len(), 1);
    }
}
