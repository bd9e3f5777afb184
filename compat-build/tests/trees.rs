// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How distributions and people lay their kernel build trees out, and what surrounds a build.

#[path = "support/fake.rs"]
mod fake;

use std::os::unix::fs::symlink;
use std::path::Path;

use compat_build::Environment;
use compat_build::target::Target;

use fake::Tree;

const ARM64: &str = "CONFIG_ARM64=y\n";
const X86: &str = "CONFIG_X86_64=y\n";

/// Makes a folder what `make modules_prepare` makes of it.
fn prepare(root: &Tree, folder: &str, release: &str, config: &str) {
    let uts = format!("#define UTS_RELEASE \"{release}\"\n");
    root.write(&format!("{folder}/include/generated/utsrelease.h"), &uts);
    root.write(&format!("{folder}/include/config/auto.conf"), config);
    root.write(&format!("{folder}/.config"), config);
}

/// The parts of a kernel's source that Kbuild wants.
fn source(root: &Tree, folder: &str) {
    for name in ["Makefile", "Kconfig", "scripts/Makefile.build"] {
        root.write(&format!("{folder}/{name}"), "");
    }
}

/// Where the tree is found and of which kernel; an error if it is refused. `@` in a value is the root.
fn found(root: &Tree, variables: &[(&str, &str)]) -> Result<(String, String), String> {
    let values = variables
        .iter()
        .map(|(name, value)| (*name, value.replace('@', root.path())));
    let target = Target::find(&Environment::new(values)).map_err(|error| error.to_string())?;
    let path = target.tree().unwrap().path.to_str().unwrap();
    let path = path.strip_prefix(root.path()).unwrap().to_owned();
    Ok((path, target.kernel.name))
}

#[track_caller]
fn refused(root: &Tree, variables: &[(&str, &str)], says: &[&str]) {
    let error = found(root, variables).unwrap_err();
    for text in says {
        let text = text.replace('@', root.path());
        assert!(error.contains(&text), "{error}\nlacks {text}");
    }
}

#[test]
fn debian_splits_headers_in_two() {
    let root = Tree::new(&[]);
    let (own, common) = (
        "usr/src/linux-headers-6.1.0-56-amd64",
        "usr/src/linux-headers-6.1.0-56-common",
    );
    prepare(&root, own, "6.1.0-56-amd64", X86);
    root.write(
        &format!("{own}/Makefile"),
        "include /usr/src/linux-headers-6.1.0-56-common/Makefile\n",
    );
    root.write(&format!("{common}/Makefile"), "VERSION = 6\n");
    root.write(&format!("{common}/scripts/Kbuild.include"), "");
    let build = "lib/modules/6.1.0-56-amd64/build";
    link(&root, build, &format!("/{own}"));
    for folder in [own, build] {
        let found = found(&root, &[("KDIR", &format!("@/{folder}"))]).unwrap();
        assert_eq!(found, (format!("/{folder}"), "6.1.0-56-amd64".to_owned()));
    }
    let common = format!("@/{common}");
    refused(
        &root,
        &[("KDIR", &common)],
        &[&common, "is not prepared", "folder of its own"],
    );
    let parent = "@/lib/modules/6.1.0-56-amd64";
    refused(
        &root,
        &[("KDIR", parent)],
        &["did you mean @/lib/modules/6.1.0-56-amd64/build?"],
    );
}

#[test]
fn fedora_and_red_hat_and_arch_and_suse() {
    let root = Tree::new(&[]);
    for (release, folder) in [
        (
            "6.17.7-300.fc43.x86_64",
            "usr/src/kernels/6.17.7-300.fc43.x86_64",
        ),
        (
            "5.14.0-611.el9.x86_64",
            "usr/src/kernels/5.14.0-611.el9.x86_64",
        ),
        (
            "6.16.10-arch1-1",
            "usr/lib/modules/6.16.10-arch1-1/build.real",
        ),
    ] {
        source(&root, folder);
        prepare(&root, folder, release, X86);
        let build = format!("lib/modules/{release}/build");
        link(&root, &build, &format!("/{folder}"));
        let found = found(&root, &[("KDIR", &format!("@/{build}"))]).unwrap();
        assert_eq!(found, (format!("/{build}"), release.to_owned()));
    }
    // SUSE's: the build of each flavour beside the source.
    source(&root, "usr/src/linux-6.4.0-150600.21");
    let folder = "usr/src/linux-6.4.0-150600.21-obj/x86_64/default";
    prepare(&root, folder, "6.4.0-150600.21-default", X86);
    root.write(
        &format!("{folder}/Makefile"),
        "include ../../../linux-6.4.0-150600.21/Makefile\n",
    );
    let found = found(&root, &[("KDIR", &format!("@/{folder}"))]).unwrap();
    assert_eq!(found.1, "6.4.0-150600.21-default");
    // The modules of a kernel whose headers are not installed.
    link(&root, "lib/modules/6.18.0/build", "/usr/src/linux-6.18.0");
    refused(
        &root,
        &[("KDIR", "@/lib/modules/6.18.0/build")],
        &[
            "no kernel build tree at @/lib/modules/6.18.0/build",
            "install the kernel's headers package",
        ],
    );
}

#[test]
fn a_build_in_a_folder_of_its_own() {
    let root = Tree::new(&[]);
    source(&root, "src");
    prepare(&root, "out", "6.6.1-mine", X86);
    root.write("out/Makefile", "include ../src/Makefile\n");
    link(&root, "out/source", "/src");
    root.write("empty/Makefile", "include ../src/Makefile\n");
    let mine = Ok(("/out".to_owned(), "6.6.1-mine".to_owned()));
    assert_eq!(found(&root, &[("KDIR", "@/out")]), mine);
    for (variable, value) in [("KBUILD_OUTPUT", "@/out"), ("O", "@/out")] {
        let variables = [("KDIR", "@/src"), (variable, value)];
        assert_eq!(found(&root, &variables), mine, "{variable}");
    }
    // As in Kbuild, from the tree on.
    let relative = [("KDIR", "@/src"), ("KBUILD_OUTPUT", "../out")];
    assert_eq!(found(&root, &relative).unwrap().1, "6.6.1-mine");
    // A build is taken as it stands: what these say is about something else.
    for variable in ["KBUILD_OUTPUT", "O"] {
        let variables = [("KDIR", "@/out"), (variable, "@/empty")];
        assert_eq!(found(&root, &variables), mine, "{variable}");
    }
    refused(
        &root,
        &[("KDIR", "@/src")],
        &["`KDIR`: the kernel tree @/src is not prepared", "`O=`"],
    );
    refused(
        &root,
        &[("KDIR", "@/src"), ("O", "@/empty")],
        &["`KDIR`: the kernel tree @/src is not prepared"],
    );
    refused(
        &root,
        &[("KDIR", "@/src"), ("KBUILD_OUTPUT", "@/nothing")],
        &["`KBUILD_OUTPUT`: no kernel build tree at @/nothing"],
    );
    // Kbuild heeds the one from the environment even where the source is prepared, and not the other.
    prepare(&root, "src", "6.6.0-other", X86);
    let source = |variable| found(&root, &[("KDIR", "@/src"), (variable, "@/out")]);
    assert_eq!(source("KBUILD_OUTPUT"), mine);
    assert_eq!(source("O").unwrap().1, "6.6.0-other");
    assert_eq!(source("UNRELATED").unwrap().1, "6.6.0-other");
}

#[test]
fn the_architecture_that_kbuild_is_told() {
    let root = Tree::new(&[]);
    prepare(&root, "arm64", "6.12.0-arm64", ARM64);
    prepare(&root, "x86", "6.12.0-amd64", X86);
    let build = |tree: &str, told| {
        let tree = format!("@/{tree}");
        found(&root, &[("KDIR", &tree), ("ARCH", told)]).map(|(_, name)| name)
    };
    for (tree, told) in [
        ("arm64", "arm64"),
        ("x86", "x86"),
        ("x86", "x86_64"),
        ("x86", ""),
    ] {
        assert!(build(tree, told).is_ok(), "{tree} {told}");
    }
    let error = build("x86", "arm64").unwrap_err();
    for text in [
        "`ARCH` is `arm64`",
        "/x86 is for amd64",
        "it is `x86_64` or `x86`",
    ] {
        assert!(error.contains(text), "{error}\nlacks {text}");
    }
    for told in ["i386", "x86_64", "aarch64", "um"] {
        assert!(build("arm64", told).is_err(), "{told}");
    }
    // A name needs no tree, and no tree's architecture.
    let environment = Environment::new([
        ("KERNEL_COMPAT_TARGET", "5.4".to_owned()),
        ("KDIR", format!("{}/x86", root.path())),
        ("ARCH", "arm64".to_owned()),
    ]);
    assert!(Target::find(&environment).is_ok());
}

/// What `dkms build` gives its MAKE line: the tree in a variable of the shell, and the kernel's name on make's command line.
#[test]
fn dkms_names_the_tree_of_a_kernel_that_does_not_run() {
    let root = Tree::new(&[]);
    prepare(&root, "build", "6.1.0-56-amd64", X86);
    let variables = [
        ("kernelver", "6.1.0-56-amd64"),
        ("kernel_source_dir", "@/build"),
        ("KERNELRELEASE", "6.1.0-56-amd64"),
        (
            "MAKEFLAGS",
            " -j4 -- KERNELRELEASE=6.1.0-56-amd64 KDIR=@/build",
        ),
        ("KDIR", "@/build"),
    ];
    assert_eq!(found(&root, &variables).unwrap().1, "6.1.0-56-amd64");
}

fn link(root: &Tree, name: &str, to: &str) {
    let name = Path::new(root.path()).join(name);
    std::fs::create_dir_all(name.parent().unwrap()).unwrap();
    symlink(format!("{}{to}", root.path()), name).unwrap();
}
