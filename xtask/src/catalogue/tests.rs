// SPDX-License-Identifier: MIT OR GPL-2.0-only

use super::*;
use compat_data::c::{Dialect, parse_members};
use compat_data::history::Layout;
use compat_data::observation::{Observation, ObservedMember, Placement};
use reading::{Found, snapshot_kernel};

const MANIFEST_TEXT: &str = "[structs]\na_ops = \"linux/a.h\"\nb_ops = { header = \"b/b.h\", module = \"b\" }\n\n\
                             [kernels]\n\"6.1.0-56-amd64\" = \"bookworm\"\n\"6.12.9+deb13-arm64\" = \"trixie\"\n";

fn manifest() -> Manifest {
    Manifest::parse(MANIFEST_TEXT).unwrap()
}

/// A struct of these members, all pointers.
fn observation(name: &str, members: &str) -> Observation {
    let members = parse_members(members, Dialect::C).unwrap();
    let count = members.len() as u64;
    let members = members.into_iter().zip((0..).step_by(8));
    Observation {
        name: name.to_owned(),
        size: count * 8,
        alignment: 8,
        placement: Placement::Natural,
        members: members
            .map(|(member, offset)| ObservedMember {
                member,
                offset,
                size: 8,
                alignment: 8,
                bit_field: None,
                members: Vec::new(),
            })
            .collect(),
        definitions: BTreeMap::new(),
        pointer_size: 8,
        char_is_signed: None,
    }
}

fn kernel(build: &str) -> CatalogueKernel {
    CatalogueKernel {
        build: build.to_owned(),
        architecture: snapshot_kernel(build).unwrap().architecture,
        suite: "bookworm".to_owned(),
        packages: BTreeMap::from([(format!("linux-image-{build}"), "1".to_owned())]),
        image: "0".repeat(64),
        modules: None,
    }
}

const OPEN: &str = "int (*open)(void);";
const BOTH: &str = "int (*open)(void);\nint (*close)(void);";

/// What the files become when these builds say this of `a_ops`, and of `b_ops`, which is in its module.
fn after(committed: &Files, told: &[(&str, Option<&str>)]) -> Files {
    let manifest = manifest();
    let mut all: BTreeMap<&str, Told> = BTreeMap::new();
    for (build, members) in told {
        let build = snapshot_kernel(build).unwrap();
        let of = |name: &str| members.map(|members| Box::new(observation(name, members)));
        let a = of("a_ops").map_or(Found::Nowhere, Found::InKernel);
        all.entry("a_ops").or_default().add(&build, &a);
        let in_module = |found| Found::InModule("b".to_owned(), found);
        let b = of("b_ops").map_or(Found::Nowhere, in_module);
        all.entry("b_ops").or_default().add(&build, &b);
    }
    let read: Vec<CatalogueKernel> = told.iter().map(|(build, _)| kernel(build)).collect();
    let mut files = committed.clone();
    files.extend(renewed(&manifest, &all, &read, committed).unwrap());
    files
}

fn history(files: &Files, name: &str) -> History {
    record::parse("a.toml", &files[&files::history(name)]).unwrap()
}

#[test]
fn a_manifest_is_read_strictly() {
    let manifest = manifest();
    assert_eq!(manifest.structs["a_ops"].module, None);
    assert_eq!(manifest.structs["b_ops"].header, "b/b.h");
    assert_eq!(manifest.modules(), BTreeSet::from(["b".to_owned()]));
    assert_eq!(manifest.wanted(&[]).unwrap().len(), 2);
    let one = manifest.wanted(&["6.12.9+deb13-arm64".to_owned()]).unwrap();
    assert_eq!(
        one,
        [("6.12.9+deb13-arm64".to_owned(), "trixie".to_owned())]
    );
    let error = manifest.wanted(&["6.12.10+deb13-arm64".to_owned()]);
    assert!(error.unwrap_err().to_string().contains("add a line"));
    for (part, by, problem) in [
        ("module = \"b\"", "modul = \"b\"", "a header"),
        ("[kernels]", "[kernel]", "unknown field `kernel`"),
        (
            "\"6.12.9+deb13-arm64\"",
            "\"6.12\"",
            "`6.12` is not the release string of a build",
        ),
    ] {
        let error = Manifest::parse(&MANIFEST_TEXT.replace(part, by)).unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn a_kernel_is_added_to_what_is_committed() {
    let first = after(&Files::new(), &[("6.1.0-56-amd64", Some(OPEN))]);
    let second = after(&first, &[("6.12.9+deb13-arm64", Some(BOTH))]);
    let all = after(
        &Files::new(),
        &[
            ("6.12.9+deb13-arm64", Some(BOTH)),
            ("6.1.0-56-amd64", Some(OPEN)),
        ],
    );
    assert_eq!(second, all);
    // Kernels that are not read again stay, in whichever order they came.
    assert_eq!(after(&second, &[("6.1.0-56-amd64", Some(OPEN))]), second);
    let history = history(&second, "b_ops");
    let names: Vec<&str> = history
        .layouts
        .iter()
        .map(|layout: &Layout| layout.name.as_str())
        .collect();
    assert_eq!(names, ["6.1", "6.12-arm64"]);
    assert_eq!(history.headers[0].path, "b/b.h");
    assert_eq!(history.headers[0].releases.to_string(), "6.1..");
    assert_eq!(history.modules[0].name, "b");
    assert_eq!(history.modules[0].releases.to_string(), "6.1..");
    assert!(self::history(&second, "a_ops").modules.is_empty());
    assert!(second[files::NAMES].contains("\"a_ops\",\n            \"b_ops\",\n"));
    assert_eq!(catalogue::parse(&second[files::KERNELS]).unwrap().len(), 2);
}

#[test]
fn a_check_finds_what_is_not_as_the_packages_say() {
    let told: &[(&str, Option<&str>)] =
        &[("6.1.0-56-amd64", Some(OPEN)), ("6.12.9+deb13-arm64", None)];
    let committed = after(&Files::new(), told);
    let read = [kernel("6.1.0-56-amd64")];
    assert!(files::changed(&after(&committed, told), &committed).is_empty());
    assert_eq!(outcome(&read, &[], true, &Files::new()), Outcome::Passed);

    // A layout that a person has edited.
    let path = files::history("a_ops");
    let mut edited = committed.clone();
    edited.insert(
        path.clone(),
        committed[&path].replace("(*open)", "(*opened)"),
    );
    let changed = files::changed(&after(&edited, told), &edited);
    assert_eq!(changed.keys().collect::<Vec<_>>(), [&path]);
    assert_eq!(changed[&path], committed[&path]);
    let lines = changes::lines(&edited, &changed).join("\n");
    assert_eq!(
        lines,
        "histories/a_ops.toml: changed\n  layout 6.1 is new\n  layout 6.1 is gone\n  kernel 6.1.0-56-amd64: 6.1 was 6.1"
    );
    assert_eq!(outcome(&read, &[], true, &changed), Outcome::Failed);
    // Without `--check` it is mended, which is no failure.
    assert_eq!(outcome(&read, &[], false, &changed), Outcome::Passed);

    // What could not be read is.
    let failure = ["NOT READ".to_owned()];
    assert_eq!(
        outcome(&read, &failure, false, &Files::new()),
        Outcome::Failed
    );
    assert_eq!(outcome(&[], &failure, true, &Files::new()), Outcome::NotRun);
}

#[test]
fn a_review_sees_which_kernels_have_another_layout() {
    let before = after(
        &Files::new(),
        &[("6.1.0-56-amd64", Some(OPEN)), ("6.12.9+deb13-arm64", None)],
    );
    let changed = files::changed(
        &after(
            &before,
            &[
                ("6.12.9+deb13-arm64", Some(OPEN)),
                ("6.1.0-55-amd64", Some(BOTH)),
            ],
        ),
        &before,
    );
    let lines = changes::lines(&before, &changed).join("\n");
    for part in [
        "catalogue/kernels.toml: changed",
        "histories/a_ops.toml: changed",
        "  layout 6.1 is new",
        "  layout 6.1.0-56-amd64 was called 6.1",
        "  kernel 6.12.9+deb13-arm64: 6.1.0-56-amd64 was unknown",
        "  1 kernels are new",
    ] {
        assert!(lines.contains(part), "{part}: {lines}");
    }
}

#[test]
fn a_history_of_a_struct_that_the_manifest_lost_is_named() {
    let mut committed = after(&Files::new(), &[("6.1.0-56-amd64", Some(OPEN))]);
    assert!(strays(&manifest(), &committed).is_empty());
    let text = committed[&files::history("a_ops")].replace("a_ops", "c_ops");
    committed.insert(files::history("c_ops"), text);
    let strays = strays(&manifest(), &committed);
    assert_eq!(strays.len(), 1);
    assert!(strays[0].contains("histories/c_ops.toml"), "{strays:?}");
}

/// What was said of a kernel does not stay when it is read again and says nothing.
#[test]
fn a_kernel_that_says_nothing_any_more_is_forgotten() {
    let told = [("6.1.0-55-amd64", Some(OPEN)), ("6.1.0-56-amd64", None)];
    let before = after(&Files::new(), &told);
    let mut all: BTreeMap<&str, Told> = BTreeMap::new();
    let build = snapshot_kernel("6.1.0-56-amd64").unwrap();
    all.entry("a_ops").or_default().add(&build, &Found::Nowhere);
    let read = [kernel("6.1.0-56-amd64")];
    let files = renewed(&manifest(), &all, &read, &before).unwrap();
    let builds = |name: &str| {
        let history = history(&files, name);
        let snapshots = history.snapshots();
        let names = snapshots.map(|snapshot| snapshot.kernel.to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(builds("a_ops"), ["6.1.0-55-amd64", "6.1.0-56-amd64"]);
    assert_eq!(builds("b_ops"), ["6.1.0-55-amd64"]);
}

/// What a person has found out of a struct stays when it is read again.
#[test]
fn facts_with_a_commit_stay() {
    let mut committed = after(&Files::new(), &[("6.1.0-56-amd64", Some(OPEN))]);
    let path = files::history("a_ops");
    let text = committed[&path].replace(
        "path = \"linux/a.h\"\n",
        "path = \"linux/other.h\"\ncommit = \"0123456789ab\"\n",
    );
    committed.insert(path.clone(), text.clone());
    assert_eq!(
        after(&committed, &[("6.1.0-56-amd64", Some(OPEN))])[&path],
        text
    );
}

#[test]
fn the_committed_list_of_names_is_the_printed_form() {
    let committed = files::committed().unwrap();
    let names: Vec<&str> = committed
        .keys()
        .filter_map(|path| files::struct_of(path))
        .collect();
    assert_eq!(committed[files::NAMES], files::names_as_rust(&names));
}

/// Every kernel that is recorded is one that the manifest names, or that the archive had once; and the manifest's structs have
/// histories.
#[test]
fn the_manifest_is_what_is_committed() {
    let manifest = Manifest::read().unwrap();
    let committed = files::committed().unwrap();
    for name in manifest.structs.keys() {
        assert!(committed.contains_key(&files::history(name)), "{name}");
    }
    let known = catalogue::parse(&committed[files::KERNELS]).unwrap();
    for build in manifest.kernels.keys() {
        assert!(
            known.iter().any(|kernel| kernel.build == *build),
            "{build} was never read"
        );
    }
    assert!(strays(&manifest, &committed).is_empty());
}
