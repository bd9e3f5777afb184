// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What a kernel must show of a struct, by the record: plain data for the judges.

use compat_data::c::{Member, TagKind, Type, TypeKind};
use compat_data::history::{History, Snapshot};
use compat_data::kernel::Kernel;
use compat_data::observation::{Meaning, Observation, ObservedMember, Placement};
use compat_data::places::Places;

/// A struct as the record has it for one build of a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The struct's tag.
    pub name: String,
    /// Its members in order; those of unnamed structs and unions stand in their place.
    pub members: Vec<Member>,
    /// Where they lie.
    pub places: Places,
    /// Whether the alignment is the struct's own. It isn't where an attribute makes that larger, of which type information
    /// shows only the room that it leaves.
    pub alignment_is_known: bool,
}

/// One of a struct's elements, as an initialiser of the struct counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// A number, a `bool` or an enum.
    Number,
    /// A pointer.
    Pointer,
    /// An array, a union, or a struct with a name: whatever is in it.
    Aggregate,
    /// A struct without a name: its own elements.
    Unnamed(Vec<Element>),
}

/// What is recorded of that very build; none: nothing is.
pub fn snapshot<'a>(history: &'a History, kernel: &Kernel) -> Option<&'a Snapshot> {
    let mut snapshots = history.snapshots();
    snapshots.find(|snapshot| snapshot.kernel.build.is_some() && snapshot.kernel.is(kernel))
}

impl Expectation {
    /// The struct on the kernel of this snapshot, which was observed again.
    ///
    /// # Errors
    /// A snapshot without a layout, or one whose places the record doesn't say, in words.
    pub fn of(
        history: &History,
        snapshot: &Snapshot,
        observation: &Observation,
    ) -> Result<Self, String> {
        let kernel = &snapshot.kernel;
        let layout = snapshot.layout.as_deref();
        let layout = layout
            .and_then(|name| history.layout(name))
            .ok_or_else(|| format!("no layout is recorded for {kernel}"))?;
        let places = layout.places_for(Some(kernel), kernel.architecture);
        Ok(Self {
            name: history.name.clone(),
            members: layout.members.clone(),
            alignment_is_known: observation.placement == Placement::Natural,
            places: places.ok_or_else(|| {
                format!("the record doesn't say where the members lie on {kernel}")
            })?,
        })
    }
}

/// The elements of the struct that was observed.
pub fn elements(observation: &Observation) -> Vec<Element> {
    let of = |members: &[ObservedMember]| of_members(members, observation);
    of(&observation.members)
}

fn of_members(members: &[ObservedMember], observation: &Observation) -> Vec<Element> {
    let element = |member: &ObservedMember| match &member.member.ty.kind {
        TypeKind::Anonymous(TagKind::Struct) if member.is_unnamed_aggregate() => {
            Element::Unnamed(of_members(&member.members, observation))
        }
        _ => of_type(&member.member.ty, observation),
    };
    members.iter().map(element).collect()
}

fn of_type(ty: &Type, observation: &Observation) -> Element {
    match &ty.kind {
        TypeKind::Array(..) => Element::Aggregate,
        TypeKind::Tag(kind, _) | TypeKind::Anonymous(kind) if *kind != TagKind::Enum => {
            Element::Aggregate
        }
        TypeKind::Pointer(_) => Element::Pointer,
        TypeKind::Typedef(_) => match observation.definition(ty).map(|found| &found.meaning) {
            Some(Meaning::Aggregate { .. } | Meaning::Array { .. }) => Element::Aggregate,
            Some(Meaning::Pointer) => Element::Pointer,
            _ => Element::Number,
        },
        _ => Element::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::kernel::Architecture;
    use std::collections::BTreeMap;

    const HISTORY: &str = r#"
struct = "ops"

[[layout]]
name = "6.1"
members = '''
int early;
long int late;
'''

[[layout.places]]
kernels = ["6.1.0-56-arm64"]
size = 24
alignment = 8
offsets = [0, 16]
plain = false

[[source]]
name = "a"
sha256 = "8568fbc5dcc1a357e02c5ea67c1462174425aef5e8c9c74970253999c9613eb6"
[source.kernels]
"6.1.0-56-amd64" = "6.1"
"6.1.0-56-arm64" = "6.1"
"5.10.0-46-amd64" = "unknown"
"#;

    /// What is expected on a build; none: it is not recorded.
    fn expected(name: &str, architecture: Architecture) -> Option<Result<Expectation, String>> {
        let history = compat_data::record::parse("ops.toml", HISTORY).unwrap();
        let kernel = Kernel::from_release_string(name, architecture).unwrap();
        let observation = Observation {
            name: "ops".to_owned(),
            size: 16,
            alignment: 8,
            placement: Placement::Natural,
            members: Vec::new(),
            definitions: BTreeMap::new(),
            pointer_size: 8,
            char_is_signed: None,
        };
        let snapshot = snapshot(&history, &kernel)?;
        Some(Expectation::of(&history, snapshot, &observation))
    }

    #[test]
    fn places_are_those_of_the_very_build() {
        let of = |name, architecture| expected(name, architecture).unwrap().unwrap().places;
        let amd64 = of("6.1.0-56-amd64", Architecture::Amd64);
        assert_eq!((amd64.size, amd64.offsets), (16, vec![0, 8]));
        let arm64 = of("6.1.0-56-arm64", Architecture::Arm64);
        assert_eq!((arm64.size, arm64.offsets), (24, vec![0, 16]));
    }

    #[test]
    fn nothing_is_expected_of_other_builds_and_no_layout_of_one_without() {
        assert_eq!(expected("6.1.0-55-amd64", Architecture::Amd64), None);
        let unknown = expected("5.10.0-46-amd64", Architecture::Amd64).unwrap();
        assert_eq!(
            unknown,
            Err("no layout is recorded for 5.10.0-46-amd64".to_owned())
        );
    }
}
