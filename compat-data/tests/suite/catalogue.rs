// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The catalogue: histories by a manifest, and the list of its kernels.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use compat_data::catalogue::{self, CatalogueKernel, MANIFEST};
use compat_data::history::{History, Provenance, SnapshotKernel};
use compat_data::import::{forget, import_builds};
use compat_data::kernel::builds::{expand, patterns};
use compat_data::observation::{Observation, Placement};
use compat_data::record;
use compat_data::resolve::{Refusal, RefusalKind};
use proptest::prelude::*;

use crate::builds::{observation, record_of};
use crate::common::{history, named, parsed};

const OLD: &str = "int (*open)(void *);\n";
const NEW: &str = "int (*open)(void *);\nvoid (*release)(void *);\n";
const NEWER: &str = "void (*release)(void *);\n";

/// What builds say: each with its members, or nothing.
type Told<'a> = &'a [(&'a str, Option<&'a str>)];

fn read(told: Told<'_>) -> Vec<(SnapshotKernel, Option<Observation>)> {
    let told = told.iter();
    told.map(|(build, members)| (record_of(build), members.map(observation)))
        .collect()
}

/// The history of what they say, all at once.
fn of(told: Told<'_>) -> History {
    let mut history = History::new("a_ops");
    import_builds(&mut history, MANIFEST, "Debian", &read(told)).unwrap();
    history
}

const TOLD: Told<'static> = &[
    ("5.10.0-46-amd64", None),
    ("6.1.0-55-amd64", Some(OLD)),
    ("6.1.0-56-amd64", Some(OLD)),
    ("6.12.9+deb12-amd64", Some(NEW)),
    ("6.12.117+deb13-amd64", Some(NEWER)),
    ("6.1.0-55-arm64", Some(OLD)),
    ("6.1.0-56-arm64", Some(OLD)),
    ("6.12.9+deb12-arm64", Some(OLD)),
    ("6.16.1+deb13-arm64", Some("bool closed;\n")),
];

#[test]
fn a_manifest_says_in_few_words_which_builds_have_a_layout() {
    let history = of(TOLD);
    let text = record::print(&history);
    let source = text.split_once("[[source]]\n").unwrap().1;
    assert_eq!(
        source,
        "manifest = \"debian\"\ndistribution = \"Debian\"\n[source.layouts]\n\
         \"unknown\" = [\"5.10.0-46-amd64\"]\n\
         \"6.1\" = [\"6.1.0-{55,56}-{amd64,arm64}\", \"6.12.9+deb12-arm64\"]\n\
         \"6.12\" = [\"6.12.9+deb12-amd64\"]\n\
         \"6.12.117+deb13-amd64\" = [\"6.12.117+deb13-amd64\"]\n\
         \"6.16-arm64\" = [\"6.16.1+deb13-arm64\"]\n"
    );
    assert_eq!(parsed(&text), history);
    let resolution = named(&history, "6.1.0-55-arm64").unwrap();
    assert_eq!(resolution.layout.name, "6.1");
    assert_eq!(
        resolution.evidence.to_string(),
        "recorded: 6.1.0-55-arm64, read from Debian's packages"
    );
    let refusal = named(&history, "5.10.0-46-amd64").unwrap_err();
    assert!(matches!(refusal, Refusal::Unknown { .. }), "{refusal}");
}

#[test]
fn a_build_that_differs_from_mainline_says_why() {
    let text = "struct = \"a_ops\"\n\n[[layout]]\nname = \"6.1\"\nmainline = \"6.1..=6.12\"\nmembers = '''\nint a;\n'''\n\n\
                [[layout]]\nname = \"6.12.9+deb12-amd64\"\nmembers = '''\nint b;\n'''\n\n[[source]]\nmanifest = \"debian\"\n\
                [source.layouts]\n\"6.1\" = [\"6.1.0-{55,56}-amd64\"]\n\"6.12.9+deb12-amd64\" = [\"6.12.9+deb12-amd64\"]\n\
                [source.differs]\n\"a patch of theirs\" = [\"6.12.9+deb12-amd64\"]\n";
    let history = parsed(text);
    let printed = record::print(&history);
    assert!(printed.ends_with(text), "{printed}");
    let without = text.split_once("[source.differs]").unwrap().0;
    let error = record::parse("a.toml", without).unwrap_err().to_string();
    assert!(error.contains("or that kernel really differs"), "{error}");
}

#[test]
fn a_source_is_a_file_or_a_manifest() {
    let text = record::print(&of(TOLD));
    let sum = "0".repeat(64);
    for (part, by, problem) in [
        (
            "manifest = \"debian\"",
            "manifest = \"debian\"\nname = \"x\"".to_owned(),
            "no source has both",
        ),
        (
            "manifest = \"debian\"",
            format!("name = \"x\"\nsha256 = \"{sum}\""),
            "no source has both",
        ),
        (
            "\"5.10.0-46-amd64\"",
            "\"5.10-arm64\"".to_owned(),
            "`5.10-arm64` is not the release string of a build",
        ),
        (
            "\"5.10.0-46-amd64\"",
            "\"5.10.0-{46,}-amd64\"".to_owned(),
            "an empty word in braces",
        ),
        (
            "\"5.10.0-46-amd64\"",
            "\"5.10.0-{46,46}-amd64\"".to_owned(),
            "kernel `5.10.0-46-amd64` stands twice",
        ),
        (
            "\"5.10.0-46-amd64\"",
            "\"5.10.0-46-s390x\"".to_owned(),
            "s390x",
        ),
    ] {
        assert!(text.contains(part), "{part}");
        let error = record::parse("a.toml", &text.replacen(part, &by, 1)).unwrap_err();
        assert!(error.to_string().contains(problem), "{problem}: {error}");
    }
}

/// The names and the order of layouts are those of the oldest kernel that has each.
#[test]
fn the_order_of_imports_does_not_matter() {
    let expected = of(TOLD);
    for (first, (build, _)) in TOLD.iter().enumerate() {
        let mut history = History::new("a_ops");
        let (before, after) = TOLD.split_at(first);
        for told in after.iter().chain(before.iter().rev()) {
            import_builds(&mut history, MANIFEST, "Debian", &read(&[*told])).unwrap();
        }
        assert_eq!(history, expected, "from {build} on");
    }
}

#[test]
fn places_of_a_further_build_with_the_layout_are_merged() {
    let mut padded = observation(NEW);
    padded.members[1].offset = 16;
    padded.size = 24;
    padded.placement = Placement::Padded;
    let mut history = of(&[]);
    for build in [
        "6.12.9+deb12-amd64",
        "6.12.117+deb13-arm64",
        "6.12.10+deb12-amd64",
    ] {
        let told = [(record_of(build), Some(padded.clone()))];
        import_builds(&mut history, MANIFEST, "Debian", &told).unwrap();
    }
    let plain = [(record_of("6.16.1+deb13-amd64"), Some(observation(NEW)))];
    import_builds(&mut history, MANIFEST, "Debian", &plain).unwrap();
    let [layout] = history.layouts.as_slice() else {
        panic!("one layout");
    };
    assert_eq!(layout.places.len(), 1);
    let text = record::print(&history);
    let kernels = "kernels = [\"6.12.{9,10}+deb12-amd64\", \"6.12.117+deb13-arm64\"]\n";
    assert!(text.contains(kernels), "{text}");
    assert_eq!(parsed(&text), history);
}

#[test]
fn what_is_forgotten_and_told_again_is_as_it_was() {
    let expected = of(TOLD);
    let builds = read(TOLD);
    for (at, (kernel, _)) in builds.iter().enumerate() {
        let mut history = expected.clone();
        forget(&mut history, MANIFEST, std::slice::from_ref(kernel));
        assert!(
            history
                .snapshots()
                .all(|snapshot| snapshot.kernel != *kernel)
        );
        assert_eq!(parsed(&record::print(&history)), history);
        import_builds(&mut history, MANIFEST, "Debian", &builds[at..=at]).unwrap();
        assert_eq!(history, expected, "{kernel}");
    }
    let mut history = expected;
    let all: Vec<SnapshotKernel> = builds.into_iter().map(|(kernel, _)| kernel).collect();
    forget(&mut history, MANIFEST, &all);
    assert_eq!(history, History::new("a_ops"));
}

#[test]
fn what_contradicts_a_build_is_refused() {
    let mut history = of(TOLD);
    let before = history.clone();
    let other = read(&[("6.12.9+deb12-amd64", Some(OLD))]);
    let error = import_builds(&mut history, MANIFEST, "Debian", &other).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("removed: void (*release)(void *)"),
        "{error}"
    );
    assert_eq!(history, before);
}

/// Builds speak for others of their own release, architecture and flavour, as far as they were read and agree.
#[test]
fn builds_speak_for_their_own_kind_alone() {
    let history = of(&[
        ("6.12.9+deb12-amd64", Some(OLD)),
        ("6.12.117+deb12-amd64", Some(OLD)),
        ("6.12.9+deb12-arm64", Some(NEW)),
        ("6.12.117+deb12-arm64", Some(NEW)),
        ("6.12.117+deb12-cloud-amd64", Some(NEWER)),
        ("6.16.1+deb13-amd64", Some(OLD)),
        ("6.16.3+deb13-amd64", Some(NEW)),
        ("6.16.1+deb13-arm64", Some(NEW)),
        ("6.16.3+deb13-arm64", Some(NEW)),
        ("6.18.5+deb13-amd64", Some(OLD)),
    ]);
    let told = |name: &str| {
        named(&history, name)
            .map(|resolution| {
                let evidence = resolution.evidence.to_string();
                (resolution.layout.members.len(), evidence)
            })
            .map_err(|refusal| (refusal.kind(), refusal.to_string()))
    };
    let read = "read from Debian's packages, taken for";
    for (name, members, builds) in [
        (
            "6.12.50+deb12-arm64",
            2,
            "6.12.9+deb12-arm64 to 6.12.117+deb12-arm64, which agree",
        ),
        (
            "6.12",
            1,
            "6.12.9+deb12-amd64 to 6.12.117+deb12-amd64, which agree",
        ),
        (
            "6.12-arm64",
            2,
            "6.12.9+deb12-arm64 to 6.12.117+deb12-arm64, which agree",
        ),
        ("6.18", 1, "6.18.5+deb13-amd64"),
    ] {
        let evidence = format!("recorded: {builds}, {read} {name}");
        assert_eq!(told(name), Ok((members, evidence)));
    }
    for (name, kind, why) in [
        // Beyond what was read of the kind, before and behind.
        (
            "6.12.118+deb12-arm64",
            RefusalKind::NotRecorded,
            "are 6.12.9+deb12-arm64 to 6.12.117+deb12-arm64",
        ),
        (
            "6.12.8+deb12-amd64",
            RefusalKind::NotRecorded,
            "are 6.12.9+deb12-amd64 to 6.12.117+deb12-amd64",
        ),
        (
            "6.12.50+deb12-cloud-amd64",
            RefusalKind::NotRecorded,
            "6.12.117+deb12-cloud-amd64",
        ),
        // Another architecture, flavour or configuration.
        (
            "6.12.50+deb12-riscv64",
            RefusalKind::NotRecorded,
            "no build of that architecture and flavour was read",
        ),
        (
            "6.12.50+deb12-rt-amd64",
            RefusalKind::NotRecorded,
            "no build of that architecture and flavour was read",
        ),
        (
            "6.12.50-arch1-1",
            RefusalKind::NotRecorded,
            "others are configured otherwise",
        ),
        (
            "6.12.50-200.fc41.x86_64",
            RefusalKind::NotRecorded,
            "others are configured otherwise",
        ),
        // On both sides one has the same layout, and of it none was read.
        (
            "6.17",
            RefusalKind::NotRecorded,
            "no build of 6.17 was read",
        ),
        // It changed on the way, in this kind or in another one.
        ("6.16", RefusalKind::Uncertain, "6.16.1+deb13-amd64"),
        (
            "6.16.2+deb13-amd64",
            RefusalKind::Uncertain,
            "6.16.1+deb13-amd64",
        ),
        (
            "6.16.2+deb13-arm64",
            RefusalKind::Uncertain,
            "6.16.1+deb13-amd64",
        ),
    ] {
        let (found, text) = told(name).unwrap_err();
        assert_eq!(found, kind, "{name}: {text}");
        assert!(text.contains(why), "{name}: {text}");
    }
}

#[test]
fn patterns_are_a_shells() {
    for (pattern, expected) in [
        ("6.1.0-56-amd64", vec!["6.1.0-56-amd64"]),
        (
            "5.10.0-{45,46}-{amd64,arm64}",
            vec![
                "5.10.0-45-amd64",
                "5.10.0-45-arm64",
                "5.10.0-46-amd64",
                "5.10.0-46-arm64",
            ],
        ),
        ("{a}", vec!["a"]),
    ] {
        let output = std::process::Command::new("bash")
            .args(["-c", &format!("printf '%s\\n' {pattern}")])
            .output()
            .unwrap();
        let shell = String::from_utf8(output.stdout).unwrap();
        // Braces around one word stand for themselves in a shell; here they are no fault.
        if pattern.contains(',') || !pattern.contains('{') {
            assert_eq!(shell.lines().collect::<Vec<_>>(), expected);
        }
        assert_eq!(expand(pattern).unwrap(), expected);
    }
    for (pattern, problem) in [
        ("6.{1,2", "a `{` without its `}`"),
        ("6.1}", "outside"),
        ("6,1", "outside"),
        ("{a,{b}}", "braces within braces"),
        ("{}", "an empty word"),
        (&"{0,1,2,3,4,5,6,7,8,9}".repeat(5), "more release strings"),
    ] {
        let error = expand(pattern).unwrap_err().to_string();
        assert!(error.contains(problem), "{pattern}: {error}");
    }
}

proptest! {
    /// Whatever the builds, the patterns stand for just these.
    #[test]
    fn patterns_stand_for_the_builds_that_they_are_of(builds in prop::collection::btree_set(build(), 0..40)) {
        let builds: Vec<&str> = builds.iter().map(String::as_str).collect();
        let patterns = patterns(builds.iter().copied());
        prop_assert!(patterns.len() <= builds.len());
        let mut expanded = Vec::new();
        for pattern in &patterns {
            expanded.extend(expand(pattern).unwrap());
        }
        expanded.sort_unstable();
        prop_assert_eq!(expanded, builds);
    }
}

fn build() -> impl Strategy<Value = String> {
    let version = prop::sample::select(vec![
        "5.10.0-",
        "6.1.0-0.deb11.",
        "6.12.",
        "7.2.",
        "",
        "x-y",
        "6.1.0-0.bpo.0",
    ]);
    let tail = prop::sample::select(vec![
        "-amd64",
        "-cloud-amd64",
        "+deb13-arm64",
        "+deb12.1-rt-arm64",
        "+deb13+1-arm64-16k",
        "",
        "-generic",
        "+",
        "-",
    ]);
    (version, 0..20_u32, tail)
        .prop_map(|(version, number, tail)| format!("{version}{number}{tail}"))
}

const KERNEL: &str = "[[kernel]]\nbuild = \"6.1.0-56-amd64\"\narchitecture = \"amd64\"\nsuite = \"bookworm\"\n\
                      packages = { \"linux-image-6.1.0-56-amd64\" = \"6.1.192-2\" }\nimage = \"SUM\"\nmodules = \"SUM\"\n";

#[test]
fn the_list_of_kernels_is_read_as_it_is_printed() {
    let text = KERNEL.replace("SUM", &"a".repeat(64));
    let read = catalogue::parse(&text).unwrap();
    let printed = catalogue::print(&read);
    assert!(printed.ends_with(&format!("\n{text}")), "{printed}");
    assert_eq!(catalogue::parse(&printed).unwrap(), read);
    let quoted = text.replace("\"bookworm\"", "\"a \\\" \\\\\"");
    let printed = catalogue::print(&catalogue::parse(&quoted).unwrap());
    assert!(printed.ends_with(&format!("\n{quoted}")), "{printed}");
    let twice = format!("{text}\n{text}");
    for (text, problem) in [
        (twice.as_str(), "kernel `6.1.0-56-amd64` stands twice"),
        (KERNEL, "`SUM` is not a SHA-256"),
        (
            &text.replacen("amd64\"\nsuite", "arm64\"\nsuite", 1),
            "not the release string of a build for arm64",
        ),
        (
            &text.replace("6.1.0-56-amd64\"\narch", "6.1\"\narch"),
            "`6.1` is not the release string of a build",
        ),
        (&text.replace("suite", "suites"), "unknown field `suites`"),
        (
            &text.replace("{ \"linux-image-6.1.0-56-amd64\" = \"6.1.192-2\" }", "{}"),
            "is of no package",
        ),
    ] {
        let error = catalogue::parse(text).unwrap_err();
        assert!(error.contains(problem), "{problem}: {error}");
    }
}

/// Every build that a committed history names by the manifest is in the list of kernels, and the other way round.
#[test]
fn every_build_of_the_catalogue_has_its_packages() {
    let kernels = catalogue::kernels().unwrap();
    let listed: BTreeSet<&str> = kernels.iter().map(|kernel| kernel.build.as_str()).collect();
    let mut named = BTreeSet::new();
    let mut structs = 0;
    for name in compat_data::names() {
        let sources = history(name).sources.iter();
        let mut sources = sources.filter(|source| source.provenance == Provenance::Manifest);
        let Some(source) = sources.next() else {
            continue;
        };
        assert_eq!(source.name, MANIFEST, "{name}");
        assert!(sources.next().is_none(), "{name} has one manifest");
        structs += 1;
        for snapshot in &source.kernels {
            let build = snapshot.kernel.build.as_deref().unwrap();
            assert!(
                listed.contains(build),
                "{name}: {build} is not in kernels.toml"
            );
            named.insert(build);
        }
    }
    assert!(structs >= 80, "{structs}");
    assert_eq!(named, listed);
    for kernel in kernels {
        let CatalogueKernel {
            build, packages, ..
        } = kernel;
        let of_it = |package: &String| package.contains(build.as_str());
        assert!(packages.keys().all(of_it), "{build}: {packages:?}");
        assert_eq!(catalogue::kernel(build), Some(kernel));
    }
    assert_eq!(catalogue::kernel("6.1"), None);
}

/// The committed list is in the one form in which it is printed.
#[test]
fn the_committed_list_of_kernels_is_the_printed_form() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/kernels.toml");
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(catalogue::print(catalogue::kernels().unwrap()), text);
}

/// The limit.
#[test]
fn the_whole_catalogue_is_small() {
    let mut size = 0;
    for folder in ["histories", "catalogue"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            size += entry.unwrap().metadata().unwrap().len();
        }
    }
    assert!(size < 2_000_000, "{size} bytes");
}
