// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files: raw BTF and ELF.

use compat_btf::Problem;
use compat_btf::file::{FileProblem, from_bytes, open};

use crate::support::{Builder, Elf, declarations};

const PROGBITS: u32 = 1;
const NOBITS: u32 = 8;

fn btf(big: bool) -> Vec<u8> {
    let mut btf = Builder::in_order(big);
    btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    btf.build()
}

fn file_problem(bytes: &[u8]) -> FileProblem {
    from_bytes("test", bytes).unwrap_err().problem
}

#[test]
fn raw_btf_and_elf_files_of_all_classes() {
    for big in [false, true] {
        let btf = btf(big);
        let mut files = vec![btf.clone()];
        for wide in [false, true] {
            let sections = [
                (".text", PROGBITS, &b"code"[..]),
                (".BTF_ids", PROGBITS, b"ids"),
                (".BTF", PROGBITS, &btf),
                (".data", NOBITS, b""),
            ];
            files.push(Elf { wide, big }.build(&sections));
        }
        for file in files {
            let file = from_bytes("test", &file).unwrap();
            let observation = file.btf().unwrap().observe("s").unwrap().unwrap();
            assert_eq!(declarations(&observation), ["0 int a"]);
            assert!(file.base().unwrap().is_none());
        }
    }
}

#[test]
fn the_class_of_an_elf_file_gives_the_size_of_pointers() {
    let mut btf = Builder::empty(false);
    let int = btf.int("int", 4, 1);
    let pointer = btf.pointer(int);
    btf.structure("s", 8, &[("a", pointer, 0)]);
    let btf = btf.build();
    for wide in [false, true] {
        let file = Elf { wide, big: false }.build(&[(".BTF", PROGBITS, &btf)]);
        let file = from_bytes("test", &file).unwrap();
        let observation = file.btf().unwrap().observe("s").unwrap().unwrap();
        assert_eq!(observation.pointer_size, if wide { 8 } else { 4 });
    }
}

#[test]
fn a_module_needs_its_base_or_brings_it() {
    let kernel = Builder::new();
    let mut module = kernel.split();
    module.structure("s", 4, &[("a", Builder::INT, 0)]);
    let (kernel, module) = (kernel.build(), module.build());
    let elf = Elf {
        wide: true,
        big: false,
    };
    let file = from_bytes("m.ko", &elf.build(&[(".BTF", PROGBITS, &module)])).unwrap();
    assert_eq!(file.btf().unwrap_err().problem, Problem::NeedsBase);
    let base = from_bytes("vmlinux", &kernel).unwrap();
    let base = base.btf().unwrap();
    let observation = file.btf_over(&base).unwrap().observe("s").unwrap().unwrap();
    assert_eq!(declarations(&observation), ["0 int a"]);

    let sections = [
        (".BTF", PROGBITS, &module[..]),
        (".BTF.base", PROGBITS, &kernel),
    ];
    let file = from_bytes("m.ko", &elf.build(&sections)).unwrap();
    let base = file.base().unwrap().unwrap();
    let observation = file.btf_over(&base).unwrap().observe("s").unwrap().unwrap();
    assert_eq!(declarations(&observation), ["0 int a"]);
}

/// What a file with that section says of its kernel.
fn release_in(section: &str, bytes: &[u8]) -> Option<String> {
    let btf = btf(false);
    let sections = [(".BTF", PROGBITS, &btf[..]), (section, PROGBITS, bytes)];
    let elf = Elf {
        wide: true,
        big: false,
    };
    let file = from_bytes("test", &elf.build(&sections)).unwrap();
    file.kernel_release().map(str::to_owned)
}

#[test]
fn the_release_that_a_file_is_of() {
    let banner = b"\0LLinux version %s\0Linux version 5.x\0\
        Linux version 6.1.0-56-amd64 (builder@host) (gcc-12) #1 SMP\n\0Linux";
    let expected = Some("6.1.0-56-amd64".to_owned());
    assert_eq!(release_in(".rodata", banner), expected);
    assert_eq!(release_in(".text", banner), None);
    let modinfo = b"license=GPL\0vermagic=6.1.0-56-amd64 SMP preempt mod_unload \0name=m\0";
    assert_eq!(release_in(".modinfo", modinfo), expected);
    for silent in [&b"license=GPL\0"[..], b"vermagic=\0", b""] {
        assert_eq!(release_in(".modinfo", silent), None);
    }
    let two = b"Linux version 6.1 (a)\0Linux version 6.2 (a)\0";
    assert_eq!(release_in(".rodata", two), None);
    let raw = from_bytes("raw", &btf(false)).unwrap();
    assert_eq!(raw.kernel_release(), None);
}

#[test]
fn a_module_says_which_kernel_it_is_for() {
    let kernel = Builder::new();
    let mut module = kernel.split();
    module.structure("s", 4, &[("a", Builder::INT, 0)]);
    let module = module.build();
    let elf = Elf {
        wide: true,
        big: false,
    };
    let release = |modinfo: &[u8]| {
        let sections = [
            (".BTF", PROGBITS, &module[..]),
            (".modinfo", PROGBITS, modinfo),
        ];
        let file = from_bytes("test", &elf.build(&sections)).unwrap();
        assert!(file.is_split());
        file.kernel_release().map(str::to_owned)
    };
    let modinfo =
        b"license=GPL\0vermagic=6.12.1-amd64 SMP preempt mod_unload modversions \0name=s\0";
    assert_eq!(release(modinfo).as_deref(), Some("6.12.1-amd64"));
    assert_eq!(release(b"license=GPL\0"), None);
    assert_eq!(release(b"vermagic=\xff SMP"), None);
    let vmlinux = from_bytes("test", &kernel.build()).unwrap();
    assert!(!vmlinux.is_split());
    assert_eq!(vmlinux.kernel_release(), None);
}

#[test]
fn elf_files_without_btf() {
    let elf = Elf {
        wide: true,
        big: false,
    };
    assert!(matches!(
        file_problem(&elf.build(&[(".text", PROGBITS, b"code")])),
        FileProblem::NoBtfSection
    ));
    // A stripped section keeps its header.
    assert!(matches!(
        file_problem(&elf.build(&[(".BTF", NOBITS, b"")])),
        FileProblem::NoBtfSection
    ));
    let mut file = elf.build(&[]);
    file[40..48].fill(0);
    assert!(matches!(file_problem(&file), FileProblem::NoBtfSection));
}

#[test]
fn broken_elf_files() {
    let btf = btf(false);
    for wide in [false, true] {
        let file = Elf { wide, big: false }.build(&[(".BTF", PROGBITS, &btf)]);
        for length in 0..file.len() {
            assert!(from_bytes("test", &file[..length]).is_err(), "{length}");
        }
        for (position, value) in [(4, 3), (5, 3), (if wide { 58 } else { 46 }, 12)] {
            let mut file = file.clone();
            file[position] = value;
            assert!(
                matches!(file_problem(&file), FileProblem::Elf { .. }),
                "{position}"
            );
        }
        let mut far = file.clone();
        let position = if wide { 44 } else { 34 };
        far[position] = 0xff;
        assert!(matches!(file_problem(&far), FileProblem::Truncated { .. }));
    }
}

/// With more sections than 16 bits count, the numbers are in the first section's header.
#[test]
fn section_numbers_beyond_the_header() {
    let btf = btf(false);
    let mut file = Elf {
        wide: true,
        big: false,
    }
    .build(&[(".BTF", PROGBITS, &btf)]);
    let table = usize::from_le_bytes(file[40..48].try_into().unwrap());
    let (count, names) = (3, 2);
    file[60..64].copy_from_slice(&[0, 0, 0xff, 0xff]);
    file[table + 32] = count;
    file[table + 40] = names;
    assert!(from_bytes("test", &file).is_ok());
    file[table + 36] = 1;
    assert!(matches!(file_problem(&file), FileProblem::Elf { .. }));
}

#[test]
fn a_compressed_section_is_refused() {
    let mut file = Elf {
        wide: true,
        big: false,
    }
    .build(&[(".BTF", PROGBITS, &btf(false))]);
    let table = usize::from_le_bytes(file[40..48].try_into().unwrap());
    file[table + 64 + 9] = 8;
    let error = from_bytes("vmlinux", &file).unwrap_err().to_string();
    assert_eq!(
        error,
        "vmlinux: an ELF file with a compressed section `.BTF`"
    );
}

#[test]
fn files_are_opened_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vmlinux");
    std::fs::write(&path, btf(false)).unwrap();
    let file = open(&path).unwrap();
    assert!(file.btf().unwrap().observe("s").unwrap().is_some());
    std::fs::write(&path, "text").unwrap();
    let error = open(&path).unwrap_err();
    let expected = format!("{}: neither raw BTF nor", path.display());
    assert!(
        error.to_string().starts_with(&expected.replace(" nor", "")),
        "{error}"
    );
    let error = open(&folder.path().join("absent")).unwrap_err();
    assert!(matches!(error.problem, FileProblem::Io(_)), "{error}");
    assert!(open(folder.path()).is_err());
}
