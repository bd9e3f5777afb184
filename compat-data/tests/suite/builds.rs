// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels that were read one by one, each by its release string.

use compat_data::history::{History, SnapshotKernel};
use compat_data::import::{Origin, import_observation};
use compat_data::judgement::{Judgement, Observed};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::observation::{BitField, Observation, ObservedMember, Placement};
use compat_data::places::Places;
use compat_data::record;
use compat_data::resolve::Refusal;

use crate::common::{named, parsed, tree};

/// A struct of these members, each a pointer's size, where C's rules put them.
pub fn observation(members: &str) -> Observation {
    let text =
        format!("struct = \"a_ops\"\n[[layout]]\nname = \"6.12\"\nmembers = '''\n{members}'''\n");
    let text = text
        + "[[source]]\nname = \"x\"\nsha256 = \""
        + &"0".repeat(64)
        + "\"\n[source.kernels]\n\"6.12-generic\" = \"6.12\"\n";
    let layout = parsed(&text).layouts.remove(0);
    let places = Places::computed(&layout.members, Architecture::Amd64).unwrap();
    let members = layout.members.into_iter().zip(&places.offsets);
    Observation {
        name: "a_ops".to_owned(),
        size: places.size,
        alignment: places.alignment,
        placement: Placement::Natural,
        members: members
            .map(|(member, &offset)| ObservedMember {
                member,
                offset,
                size: 8,
                alignment: 8,
                bit_field: None,
                members: Vec::new(),
            })
            .collect(),
        definitions: Default::default(),
        pointer_size: 8,
        char_is_signed: None,
    }
}

pub fn record_of(release: &str) -> SnapshotKernel {
    let kernel: Kernel = release.parse().unwrap();
    SnapshotKernel::of_build(&kernel).unwrap()
}

fn take(history: &mut History, release: &str, observation: &Observation) -> Result<(), String> {
    let origin = Origin {
        name: format!("vmlinux of {release}"),
        sha256: "1".repeat(64),
        distribution: None,
    };
    import_observation(history, origin, record_of(release), observation)
        .map_err(|error| error.to_string())
}

const OLD: &str = "int (*open)(void *);\n";
const NEW: &str = "int (*open)(void *);\nvoid (*release)(void *);\n";

/// Two builds of 6.12 that are the same, and one of 6.16 that is not.
fn history() -> History {
    let mut history = History::new("a_ops");
    for (release, members) in [
        ("6.12.9+deb12-amd64", OLD),
        ("6.12.117+deb12-amd64", OLD),
        ("6.12.117+deb12-cloud-amd64", NEW),
        ("6.16.3+deb13-amd64", NEW),
    ] {
        take(&mut history, release, &observation(members)).unwrap();
    }
    history
}

#[test]
fn a_build_resolves_by_its_own_record() {
    let history = history();
    let text = record::print(&history);
    assert_eq!(record::parse("a.toml", &text).unwrap(), history);
    let layout = |name: &str| tree(&history, name).map(|resolution| resolution.layout.name.clone());
    assert_eq!(layout("6.12.117+deb12-cloud-amd64").unwrap(), "6.16");
    assert_eq!(layout("6.12.117+deb12-amd64").unwrap(), "6.12");
    // Another build of the same release, by the plain ones of it: they agree.
    for name in ["6.12.50+deb12-amd64", "6.12"] {
        let resolution = named(&history, name).unwrap();
        assert_eq!(resolution.layout.name, "6.12");
        let evidence = resolution.evidence.to_string();
        assert!(
            evidence.contains("6.12.9+deb12-amd64 and 6.12.117+deb12-amd64, which agree"),
            "{evidence}"
        );
    }
    // Between two releases that differ nobody knows.
    let refusal = named(&history, "6.14").unwrap_err();
    assert!(matches!(refusal, Refusal::Uncertain { .. }), "{refusal}");
    assert!(
        refusal
            .to_string()
            .contains("between 6.12.117+deb12-amd64 and 6.16.3+deb13-amd64"),
        "{refusal}"
    );
}

#[test]
fn two_builds_of_one_release_that_differ_leave_the_others_uncertain() {
    let mut history = history();
    take(&mut history, "6.12.120+deb12-amd64", &observation(NEW)).unwrap();
    let refusal = named(&history, "6.12.118+deb12-amd64").unwrap_err();
    assert!(matches!(refusal, Refusal::Uncertain { .. }), "{refusal}");
    assert!(
        refusal
            .to_string()
            .contains("between 6.12.9+deb12-amd64 and 6.12.120+deb12-amd64"),
        "{refusal}"
    );
    assert_eq!(
        tree(&history, "6.12.120+deb12-amd64")
            .unwrap()
            .layout
            .members
            .len(),
        2
    );
}

#[test]
fn a_vendors_build_counts_when_it_is_that_very_one() {
    let mut history = history();
    take(&mut history, "5.4.159-android12", &observation(NEW)).unwrap();
    assert_eq!(
        tree(&history, "5.4.159-android12")
            .unwrap()
            .layout
            .members
            .len(),
        2
    );
    assert!(tree(&history, "5.4.160-android12").is_err());
    // And says nothing of mainline's 5.4.
    assert!(named(&history, "5.4").is_err());
}

#[test]
fn the_same_again_changes_nothing_and_another_is_refused() {
    let mut history = history();
    let before = history.clone();
    take(&mut history, "6.12.9+deb12-amd64", &observation(OLD)).unwrap();
    assert_eq!(history, before);
    let origin = Origin {
        name: "another file".to_owned(),
        sha256: "2".repeat(64),
        distribution: None,
    };
    let error = import_observation(
        &mut history,
        origin,
        record_of("6.12.9+deb12-amd64"),
        &observation(NEW),
    );
    let error = error.unwrap_err().to_string();
    for part in [
        "another file: it contradicts what is recorded",
        "kernel `6.12.9+deb12-amd64` stands in source `vmlinux of 6.12.9+deb12-amd64`",
        "added: void (*release)(void *)",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(history, before);
}

#[test]
fn a_release_string_that_hides_its_architecture_is_no_record() {
    let kernel = Kernel::from_release_string("5.4.0-26-generic", Architecture::Arm64).unwrap();
    let error = SnapshotKernel::of_build(&kernel).unwrap_err();
    assert!(
        error.contains("does not say that the kernel is for arm64"),
        "{error}"
    );
    let known = Kernel::from_release_string("5.4.0-26-generic", Architecture::Amd64).unwrap();
    assert_eq!(SnapshotKernel::of_build(&known).unwrap().flavour, "generic");
    assert_eq!(record_of("6.12.117+deb12-rt-amd64").flavour, "rt");
}

/// Where C's rules do not say where members lie, the record does, for each kernel.
#[test]
fn places_are_kept_where_the_declarations_do_not_say_them() {
    let mut history = history();
    assert!(
        history
            .layouts
            .iter()
            .all(|layout| layout.places.is_empty())
    );
    let mut padded = observation(NEW);
    padded.members[1].offset = 16;
    padded.size = 24;
    padded.placement = Placement::Padded;
    take(&mut history, "6.17.1+deb13-amd64", &padded).unwrap();
    let text = record::print(&history);
    assert_eq!(record::parse("a.toml", &text).unwrap(), history);
    for part in [
        "kernels = [\"6.17.1+deb13-amd64\"]\nsize = 24\n",
        "offsets = [0, 16]\n",
        "plain = false\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (plain, padded) = (Observed::of(&observation(NEW)), Observed::of(&padded));
    let judged = |release: &str, observed| {
        let kernel: Kernel = release.parse().unwrap();
        match history.judge(&kernel, Some(observed)) {
            Judgement::Equal { .. } => Vec::new(),
            Judgement::Different { displacements, .. } => {
                displacements.iter().map(ToString::to_string).collect()
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(judged("6.16.3+deb13-amd64", &plain), [""; 0]);
    assert_eq!(judged("6.17.1+deb13-amd64", &padded), [""; 0]);
    assert!(
        judged("6.16.3+deb13-amd64", &padded)
            .contains(&"release: offset 8 -> offset 16".to_owned())
    );
    assert!(
        judged("6.17.1+deb13-amd64", &plain).contains(&"the struct: size 24 -> size 16".to_owned())
    );
}

#[test]
fn places_that_contradict_the_layout() {
    let mut history = history();
    let mut bits = observation(OLD);
    bits.members[0].bit_field = Some(BitField {
        offset: 3,
        width: 2,
    });
    take(&mut history, "6.17.1+deb13-amd64", &bits).unwrap();
    let text = record::print(&history);
    assert!(text.contains("bits = { open = \"3:2\" }\n"), "{text}");
    for (part, by, problem) in [
        (
            "offsets = [0]",
            "offsets = [0, 8]",
            "has 1 members and places for 2",
        ),
        (
            "offsets = [0]",
            "offsets = [9]",
            "a member at 9 lies outside a struct of 8 bytes",
        ),
        (
            "alignment = 8",
            "alignment = 3",
            "no struct has a size of 8 and an alignment of 3",
        ),
        ("\"3:2\"", "\"3\"", "`3` does not say the bits of `open`"),
        (
            "open = \"3:2\"",
            "close = \"3:2\"",
            "there is no member `close`",
        ),
        ("plain = false", "plain = true", "so it is not `plain`"),
        (
            "kernels = [\"6.17.1+deb13-amd64\"]",
            "kernels = [\"6.16.3+deb13-amd64\"]",
            "of which no source says that it has this layout",
        ),
        (
            "kernels = [\"6.17.1+deb13-amd64\"]",
            "kernels = []",
            "its places are of no kernel",
        ),
    ] {
        assert!(text.contains(part), "{part}: {text}");
        let error = record::parse("a.toml", &text.replacen(part, by, 1)).unwrap_err();
        assert!(error.to_string().contains(problem), "{problem}: {error}");
    }
}

/// gcc's word on x86-64 and, where it makes such code, on a 32-bit target.
#[test]
fn computed_places_are_gccs() {
    let members = "bool a;\nint (*b)(void);\nchar c[3];\nlong long int d;\nshort int e;\nsize_t f;\nlong unsigned int g;\nu8 h;\nu32 i;\nloff_t j;\n";
    let layout = parsed(&format!(
        "struct = \"s\"\n[[layout]]\nname = \"6.12\"\nmembers = '''\n{members}'''\n[[source]]\nname = \"x\"\nsha256 = \"{}\"\n[source.kernels]\n\"6.12-generic\" = \"6.12\"\n",
        "0".repeat(64)
    ));
    let members_of = &layout.layouts[0].members;
    let places = Places::computed(members_of, Architecture::Amd64).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("places.c");
    let mut text = format!(
        "#include <stdbool.h>\n#include <stddef.h>\ntypedef unsigned char u8;\ntypedef unsigned int u32;\ntypedef long long loff_t;\n\
         struct s {{\n{members}}};\n_Static_assert(sizeof(struct s) == {}, \"\");\n",
        places.size
    );
    for (member, offset) in members_of.iter().zip(&places.offsets) {
        text += &format!(
            "_Static_assert(offsetof(struct s, {}) == {offset}, \"\");\n",
            member.name
        );
    }
    std::fs::write(&source, text).unwrap();
    let gcc = std::process::Command::new("gcc")
        .args(["-fsyntax-only"])
        .arg(&source)
        .output();
    let gcc = gcc.expect("gcc");
    assert!(
        gcc.status.success(),
        "{}",
        String::from_utf8_lossy(&gcc.stderr)
    );
    // What a history can't know.
    let unknown =
        "struct = \"s\"\n[[layout]]\nname = \"6.12\"\nmembers = '''\nspinlock_t lock;\n'''\n";
    let unknown = format!(
        "{unknown}[[source]]\nname = \"x\"\nsha256 = \"{}\"\n[source.kernels]\n\"6.12-generic\" = \"6.12\"\n",
        "0".repeat(64)
    );
    assert_eq!(
        Places::computed(&parsed(&unknown).layouts[0].members, Architecture::Amd64),
        None
    );
}

/// Builds of an architecture speak for others of it, and x86-64's only where there are none.
#[test]
fn builds_speak_for_their_own_architecture() {
    let mut history = history();
    let layout = |history: &History, name: &str| {
        history
            .resolve(&Kernel::from_release_string(name, Architecture::Arm64).unwrap())
            .map(|resolution| resolution.layout.members.len())
    };
    assert_eq!(layout(&history, "6.12.50+deb12-arm64").unwrap(), 1);
    take(&mut history, "6.12.117+deb12-arm64", &observation(NEW)).unwrap();
    assert_eq!(layout(&history, "6.12.50+deb12-arm64").unwrap(), 2);
    assert_eq!(named(&history, "6.12").unwrap().layout.members.len(), 1);
    let observed = Observed::of(&observation(NEW));
    let kernel: Kernel = "6.13.4+deb12-arm64".parse().unwrap();
    let Judgement::Equal {
        against: Some(against),
    } = history.judge(&kernel, Some(&observed))
    else {
        panic!("it is that of the nearest arm64 kernel");
    };
    assert_eq!(against.nearest.as_deref(), Some("6.12.117+deb12-arm64"));
}

/// A build in the middle of its release counts as much as the oldest and the newest.
#[test]
fn no_build_of_a_release_is_passed_over() {
    let mut history = history();
    take(&mut history, "6.12.50+deb12-amd64", &observation(NEW)).unwrap();
    let refusal = named(&history, "6.12").unwrap_err();
    assert!(matches!(refusal, Refusal::Uncertain { .. }), "{refusal}");
}

/// Places that contradict a build's record are refused, in whichever order they come.
#[test]
fn other_places_of_a_recorded_build_are_refused() {
    let mut packed = observation(NEW);
    packed.members[1].offset = 16;
    packed.size = 24;
    packed.placement = Placement::Padded;
    let plain = observation(NEW);
    for (first, second) in [(&plain, &packed), (&packed, &plain)] {
        let mut history = History::new("a_ops");
        take(&mut history, "6.12.9+deb12-amd64", first).unwrap();
        let error = take(&mut history, "6.12.9+deb12-amd64", second).unwrap_err();
        assert!(error.contains("its members lie elsewhere"), "{error}");
    }
}
