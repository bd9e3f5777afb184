// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files with type information that are stripped, broken or another kernel's, and trees that have none.

#[path = "support/fake.rs"]
mod fake;
#[path = "support/gcc.rs"]
mod gcc;

use std::fs;
use std::path::PathBuf;

use compat_build::selection::{Choice, Selection};
use compat_build::{Configuration, Environment, select};

use fake::Tree;

/// The kernel's banner, as its constants have it.
const BANNER: &str =
    "const char linux_banner[] = \"Linux version 6.12.3-mine (builder@host) (gcc) #1 SMP\\n\";\n";
/// A module's words of itself.
const MODINFO: &str = "__attribute__((section(\".modinfo\"), used)) static const char vermagic[] = \"vermagic=6.12.3-mine SMP preempt \";\n";
const STRUCT: &str = "struct dma_buf_ops { int (*attach)(struct dma_buf *); };\n";

/// A build tree, and a folder for the build script. A probe leaves a mark in it, and fails.
struct Build {
    tree: Tree,
}

impl Build {
    fn new(release: &str, symbols: &str) -> Self {
        let tree = Tree::new(&[("Makefile", "$(shell touch probed)$(error no compiler)\n")]);
        let uts = format!("#define UTS_RELEASE \"{release}\"\n");
        tree.write("include/generated/utsrelease.h", &uts);
        let config = format!("CONFIG_X86_64=y\n{symbols}");
        tree.write("include/config/auto.conf", &config);
        fs::create_dir(format!("{}/out", tree.path())).unwrap();
        Self { tree }
    }

    fn file(&self, name: &str) -> PathBuf {
        [self.tree.path(), name].iter().collect()
    }

    fn select(&self, variables: &[(&str, &str)]) -> Result<Selection, String> {
        let mut all = vec![
            ("KDIR".to_owned(), self.tree.path().to_owned()),
            ("OUT_DIR".to_owned(), format!("{}/out", self.tree.path())),
            ("PATH".to_owned(), std::env::var("PATH").unwrap()),
        ];
        for (name, value) in variables {
            all.push(((*name).to_owned(), value.replace('@', self.tree.path())));
        }
        // Whatever kernel runs here, it is none of these.
        let environment = Environment::new(all).with_root(self.file("nowhere"));
        select(&environment, &Configuration::default()).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn is_refused(&self, variables: &[(&str, &str)], says: &[&str]) {
        let error = self.select(variables).unwrap_err();
        for text in says {
            let text = text.replace('@', self.tree.path());
            assert!(error.contains(&text), "{error}\nlacks {text}");
        }
        assert!(error.contains("\nhelp: "), "{error}");
    }

    fn was_probed(&self) -> bool {
        self.file("probed").exists()
    }
}

/// What is chosen for `struct dma_buf_ops`.
fn choice(selection: &Selection) -> &Choice {
    let mut structs = selection.structs.iter();
    let selected = structs.find(|selected| selected.name == "dma_buf_ops");
    &selected.unwrap().choice
}

#[track_caller]
fn is_observed(selection: Result<Selection, String>) {
    let selection = selection.unwrap();
    match choice(&selection) {
        Choice::Layout { name, evidence } if name == "observed" => {
            assert!(evidence.starts_with("observed: BTF of"), "{evidence}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn type_information_of_another_kernel() {
    let (mine, other) = (
        Build::new("6.12.3-mine", ""),
        Build::new("6.12.3-other", ""),
    );
    for (build, name) in [(&mine, "vmlinux"), (&other, "vmlinux")] {
        gcc::object(&build.file(name), &format!("{STRUCT}{BANNER}"));
    }
    is_observed(mine.select(&[]));
    other.is_refused(
        &[],
        &["@/vmlinux is of kernel 6.12.3-mine, but the target is kernel 6.12.3-other"],
    );
    assert!(!other.was_probed());
    fs::remove_file(other.file("vmlinux")).unwrap();
    for (name, says) in [("image", BANNER), ("module.ko", MODINFO)] {
        let named = [("KERNEL_COMPAT_BTF", format!("@/{name}"))];
        let named = named
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        for build in [&mine, &other] {
            gcc::object(&build.file(name), &format!("{STRUCT}{says}"));
        }
        is_observed(mine.select(&named));
        let says =
            format!("@/{name} is of kernel 6.12.3-mine, but the target is kernel 6.12.3-other");
        other.is_refused(&named, &[&says, "KERNEL_COMPAT_BTF", "KDIR"]);
    }
}

/// What names no kernel is taken on the word of who named it.
#[test]
fn type_information_that_names_no_kernel() {
    let build = Build::new("6.12.3-mine", "");
    gcc::object(&build.file("vmlinux"), STRUCT);
    is_observed(build.select(&[]));
    let elf = fs::read(build.file("vmlinux")).unwrap();
    let file = compat_build::probe::dwarf::embedded_btf(&elf).unwrap();
    fs::write(build.file("raw"), file).unwrap();
    is_observed(build.select(&[("KERNEL_COMPAT_BTF", "@/raw")]));
}

#[test]
fn a_stripped_vmlinux_says_nothing_and_a_broken_one_is_told() {
    let build = Build::new("6.12.3", "");
    gcc::object(&build.file("vmlinux"), STRUCT);
    let whole = fs::read(build.file("vmlinux")).unwrap();
    let write = |bytes: &[u8]| fs::write(build.file("vmlinux"), bytes).unwrap();

    let name = whole
        .windows(5)
        .position(|bytes| bytes == b".BTF\0")
        .unwrap();
    let mut stripped = whole.clone();
    stripped[name..name + 4].copy_from_slice(b".not");
    write(&stripped);
    let selection = build.select(&[]).unwrap();
    assert!(build.was_probed());
    assert!(
        selection.warnings[0].contains("no compiler"),
        "{:?}",
        selection.warnings
    );
    let Choice::Layout { name, .. } = choice(&selection) else {
        panic!("{:?}", choice(&selection));
    };
    assert_eq!(name, "5.18");
    build.is_refused(
        &[("KERNEL_COMPAT_BTF", "@/vmlinux")],
        &["@/vmlinux: an ELF file without type information"],
    );

    for (bytes, says) in [
        (&whole[..whole.len() / 2], "truncated"),
        (b"", "neither raw BTF"),
    ] {
        write(bytes);
        let warnings = build.select(&[]).unwrap().warnings.join("\n");
        let says = format!("{}/vmlinux: {says}", build.tree.path());
        assert!(warnings.contains(&says), "{warnings}\nlacks {says}");
        build.is_refused(&[("KERNEL_COMPAT_BTF", "@/vmlinux")], &[&says]);
    }
    // The first type's kind.
    let mut broken = whole.clone();
    let btf = broken
        .windows(4)
        .position(|bytes| bytes == [0x9f, 0xeb, 1, 0]);
    broken[btf.unwrap() + 24 + 7] = 0x1f;
    write(&broken);
    build.is_refused(&[], &["@/vmlinux", "cannot be used"]);
}

#[test]
fn randomised_layouts_without_btf_are_refused_unread() {
    for symbols in [
        "CONFIG_RANDSTRUCT=y\nCONFIG_RANDSTRUCT_FULL=y\n",
        "CONFIG_GCC_PLUGIN_RANDSTRUCT=y\n",
    ] {
        let build = Build::new("6.12.3", symbols);
        let selection = build.select(&[]).unwrap();
        let Choice::Refused { kind, reason } = choice(&selection) else {
            panic!("{:?}", choice(&selection));
        };
        assert_eq!(*kind, "randomised");
        let symbol = symbols.lines().last().unwrap();
        for text in [symbol, "KERNEL_COMPAT_BTF"] {
            assert!(reason.contains(text), "{reason}\nlacks {text}");
        }
        assert!(!build.was_probed());
    }
}
