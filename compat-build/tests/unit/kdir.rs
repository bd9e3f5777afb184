// SPDX-License-Identifier: MIT OR GPL-2.0-only

use super::fake::{DEBIAN, Tree};
use super::*;

const UTS: &str = "#define UTS_RELEASE \"5.10.0-46-amd64\"\n";
const X86: &str = "CONFIG_X86_64=y\n";

fn read_tree(path: &str) -> Result<KernelTree, String> {
    KernelTree::read("KDIR", Path::new(path)).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(files: &[(&str, &str)], expected: &[&str]) {
    let tree = Tree::new(files);
    let error = read_tree(tree.path()).unwrap_err();
    for text in expected {
        assert!(error.contains(text), "{error}\nlacks {text}");
    }
}

#[test]
fn a_prepared_tree() {
    let tree = Tree::new(&DEBIAN);
    let read = read_tree(tree.path()).unwrap();
    assert_eq!(read.kernel().unwrap().name, "6.12.117+deb12-amd64");
    assert_eq!(read.kernel().unwrap().release, Release::new(6, 12));
    assert_eq!(read.architecture, Architecture::Amd64);
    assert!(read.config.is_enabled("CONFIG_X86_KERNEL_IBT"));
    assert_eq!(read.randomised(), None);
    let files: Vec<_> = DEBIAN[1..]
        .iter()
        .map(|(name, _)| Path::new(tree.path()).join(name))
        .collect();
    assert_eq!(read.files, files);
}

#[test]
fn the_name_is_the_one_that_modules_must_match() {
    let tree = Tree::new(&[
        (UTSRELEASE, UTS),
        (KERNEL_RELEASE, "5.10.262\n"),
        (".config", X86),
    ]);
    assert_eq!(read_tree(tree.path()).unwrap().release, "5.10.0-46-amd64");
    let tree = Tree::new(&[(KERNEL_RELEASE, "6.1.0\n"), (".config", X86)]);
    let read = read_tree(tree.path()).unwrap();
    assert_eq!(read.release, "6.1.0");
    assert_eq!(read.files.len(), 2);
}

#[test]
fn auto_conf_goes_before_dot_config() {
    let tree = Tree::new(&[
        (UTSRELEASE, UTS),
        (CONFIGS[0], X86),
        (CONFIGS[1], "CONFIG_X86_64=y\nCONFIG_X86_KERNEL_IBT=y\n"),
    ]);
    let read = read_tree(tree.path()).unwrap();
    assert!(!read.config.is_enabled("CONFIG_X86_KERNEL_IBT"));
    // What Kbuild does not read may be anything.
    tree.write(CONFIGS[1], "hello\n");
    assert!(read_tree(tree.path()).is_ok());
}

#[test]
fn a_configuration_that_was_changed_since_the_tree_was_prepared() {
    for (written, says) in [
        ("CONFIG_ARM64=y\n", ["says amd64", "says arm64"]),
        (
            "CONFIG_X86_64=y\nCONFIG_RANDSTRUCT_FULL=y\n",
            [
                "says no randomised layouts",
                "says CONFIG_RANDSTRUCT_FULL=y",
            ],
        ),
    ] {
        refused(
            &[(UTSRELEASE, UTS), (CONFIGS[0], X86), (CONFIGS[1], written)],
            &[
                "contradicts itself",
                CONFIGS[0],
                "/.config",
                says[0],
                says[1],
                "make modules_prepare",
            ],
        );
    }
}

#[test]
fn exports_are_the_kernels_own() {
    let tree = Tree::new(&DEBIAN);
    let exports = |symbol: &str| {
        let tree = KernelTree::read("KDIR", tree.path().as_ref()).unwrap();
        tree.exports(symbol).unwrap()
    };
    assert!(!exports("__asan_memcpy"));
    tree.write(
        "Module.symvers",
        "0x8a35b432\t__asan_memcpy\tvmlinux\tEXPORT_SYMBOL\t\n\
         0x00000000\tvfio_info_add_capability\tdrivers/vfio/vfio\tEXPORT_SYMBOL_GPL\t\n",
    );
    assert!(exports("__asan_memcpy"));
    assert!(!exports("__asan_mem") && !exports("vfio_info_add_capability"));
}

#[test]
fn exports_are_an_input_where_flags_depend_on_them() {
    let tree = Tree::new(&DEBIAN);
    let is_input = || {
        let tree = KernelTree::read("KDIR", tree.path().as_ref()).unwrap();
        tree.files
            .iter()
            .any(|file| file.ends_with("Module.symvers"))
    };
    let config = "include/config/auto.conf";
    tree.write(config, "CONFIG_X86_64=y\nCONFIG_64BIT=y\nCONFIG_KASAN=y\n");
    assert!(!is_input());
    tree.write("Module.symvers", "");
    assert!(is_input());
    tree.write(config, "CONFIG_X86_64=y\nCONFIG_64BIT=y\n");
    assert!(!is_input());
}

#[test]
fn what_is_no_prepared_tree() {
    let makefile = ("Makefile", "");
    refused(
        &[],
        &["is no kernel build tree", "/lib/modules/RELEASE/build"],
    );
    refused(&[makefile], &["is no kernel build tree"]);
    refused(
        &[makefile, ("Kconfig", ""), (".config", X86)],
        &["is not prepared", UTSRELEASE, "make modules_prepare"],
    );
    refused(
        &[makefile, ("scripts/x", ""), (UTSRELEASE, UTS)],
        &["is not prepared", CONFIGS[0], "make modules_prepare"],
    );
    refused(&[("build/Makefile", "")], &["did you mean", "/build?"]);
    let tree = Tree::new(&[makefile]);
    let error = read_tree(&format!("{}/Makefile", tree.path())).unwrap_err();
    assert!(error.contains("is a file"), "{error}");
    let error = read_tree(&format!("{}/nothing", tree.path())).unwrap_err();
    assert!(
        error.contains("no kernel build tree at") && error.contains("/nothing"),
        "{error}"
    );
}

#[test]
fn a_tree_that_contradicts_itself_or_makes_no_sense() {
    refused(
        &[
            (UTSRELEASE, UTS),
            (KERNEL_RELEASE, "5.11.2\n"),
            (".config", X86),
        ],
        &[
            "contradicts itself",
            "5.10.0-46-amd64",
            "5.11.2",
            UTSRELEASE,
            KERNEL_RELEASE,
        ],
    );
    refused(
        &[(UTSRELEASE, "#define UTS_RELEASE\n"), (".config", X86)],
        &["does not say", UTSRELEASE],
    );
    refused(
        &[(UTSRELEASE, UTS), (KERNEL_RELEASE, "\n"), (".config", X86)],
        &["does not say", KERNEL_RELEASE],
    );
    refused(
        &[(UTSRELEASE, UTS), (".config", "CONFIG_X86_64=y\nhello\n")],
        &[".config", "line 2", "hello"],
    );
    let tree = Tree::new(&[(KERNEL_RELEASE, "linux\n"), (".config", X86)]);
    let error = read_tree(tree.path())
        .unwrap()
        .kernel()
        .unwrap_err()
        .to_string();
    assert!(error.contains("`linux` is not"), "{error}");
}

#[test]
fn architectures_by_their_symbols() {
    let of = |text: &str| architecture::of_config(&Config::parse(text).unwrap());
    assert_eq!(
        of("CONFIG_X86_64=y\nCONFIG_64BIT=y"),
        Ok(Architecture::Amd64)
    );
    assert_eq!(
        of("CONFIG_ARM64=y\nCONFIG_CPU_LITTLE_ENDIAN=y"),
        Ok(Architecture::Arm64)
    );
    assert_eq!(of("CONFIG_ARM=y"), Ok(Architecture::Armhf));
    assert_eq!(
        of("CONFIG_PPC64=y\nCONFIG_CPU_LITTLE_ENDIAN=y"),
        Ok(Architecture::Ppc64el)
    );
    assert_eq!(
        of("CONFIG_RISCV=y\nCONFIG_64BIT=y"),
        Ok(Architecture::Riscv64)
    );
    for (text, symbols) in [
        ("CONFIG_X86_32=y", vec!["CONFIG_X86_32"]),
        (
            "CONFIG_S390=y\nCONFIG_64BIT=y",
            vec!["CONFIG_S390", "CONFIG_64BIT"],
        ),
        (
            "CONFIG_ARM64=y\nCONFIG_CPU_BIG_ENDIAN=y",
            vec!["CONFIG_ARM64", "CONFIG_CPU_BIG_ENDIAN"],
        ),
        ("CONFIG_PPC64=y", vec!["CONFIG_PPC64"]),
        ("CONFIG_RISCV=y", vec!["CONFIG_RISCV"]),
        (
            "CONFIG_UML=y\nCONFIG_X86_64=y",
            vec!["CONFIG_UML", "CONFIG_X86_64"],
        ),
        ("CONFIG_NET=y", vec![]),
    ] {
        assert_eq!(of(text), Err(symbols), "{text}");
    }
    refused(
        &[(UTSRELEASE, UTS), (".config", "CONFIG_S390=y\n")],
        &["it sets CONFIG_S390", "supported are"],
    );
}

#[test]
fn randomised_structs_by_any_symbol() {
    for symbol in [
        "RANDSTRUCT_FULL",
        "RANDSTRUCT_PERFORMANCE",
        "GCC_PLUGIN_RANDSTRUCT",
        "RANDSTRUCT",
    ] {
        let tree = Tree::new(&[
            (UTSRELEASE, UTS),
            (".config", &format!("{X86}CONFIG_{symbol}=y\n")),
        ]);
        let found = read_tree(tree.path()).unwrap().randomised();
        assert_eq!(found, Some(format!("CONFIG_{symbol}").as_str()));
    }
}
