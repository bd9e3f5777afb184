// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The probe on the kernels of the cache, against the BTF that they carry. `SKIPPED` says what is not there.

#[path = "probe/kernels.rs"]
mod kernels;
#[path = "probe/snapshot.rs"]
mod snapshot;

use std::path::Path;

use compat_build::kdir::KernelTree;
use compat_build::probe::{self, Format, ProbeError, Request, Unobserved};
use compat_build::selection::Choice;
use compat_build::{Structs, configure};
use compat_data::observation::Observation;

use kernels::{Kernel, STRUCTS, wanted};
use snapshot::snapshot;

#[test]
fn headers_and_btf_say_the_same() {
    for kernel in kernels::all() {
        let Some(image) = kernel.image() else {
            continue;
        };
        let mut compared = 0;
        let vmlinux = image.btf().unwrap();
        let modules = kernel.module("usbcore");
        let modules = modules
            .as_ref()
            .map(|module| module.btf_over(&vmlinux).unwrap());
        for observed in structs(&kernel, Format::Dwarf) {
            let name = &observed.name;
            let btf = match name.as_str() {
                "usb_driver" => modules.as_ref(),
                _ => Some(&vmlinux),
            };
            let Some(btf) = btf else {
                println!(
                    "SKIPPED: kernel {} has no BTF of `{name}`",
                    kernel.release()
                );
                continue;
            };
            let mut expected = btf.observe(name).unwrap().unwrap();
            if expected.char_is_signed != observed.char_is_signed {
                // The pahole that wrote this kernel's BTF did not mark `char`, which is signed there.
                assert_eq!(expected.char_is_signed, Some(false));
                assert_eq!(kernel.tree.kernel().unwrap().release.to_string(), "5.10");
                expected.char_is_signed = observed.char_is_signed;
            }
            assert!(
                observed == expected,
                "{}: {observed:#?}\nbut BTF says {expected:#?}",
                kernel.release()
            );
            compared += 1;
        }
        println!("{}: {compared} structs are the same", kernel.release());
        assert!(compared + 1 >= STRUCTS.len());
    }
}

#[test]
fn gccs_own_btf_has_the_same_members() {
    for kernel in kernels::all() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = STRUCTS.map(|(name, header)| wanted(name, header));
        let btf = match kernel.observe(&wanted, Format::Btf, folder.path()) {
            Err(error @ ProbeError::NoBtf { .. }) => {
                println!("SKIPPED: {error}");
                continue;
            }
            probed => probed.unwrap().structs,
        };
        for (dwarf, btf) in structs(&kernel, Format::Dwarf).iter().zip(btf) {
            let btf = btf.unwrap();
            assert_eq!(dwarf.members, btf.members, "{}", dwarf.name);
            assert_eq!((dwarf.size, dwarf.alignment), (btf.size, btf.alignment));
        }
    }
}

/// VFIO is a module in all of them: the kernel's own BTF lacks the struct, and a headers package has no modules.
#[test]
fn a_struct_that_the_kernels_btf_lacks_comes_from_its_headers() {
    let both = || {
        configure()
            .structs(Structs::Named)
            .uses("dma_buf_ops")
            .uses("vfio_pci_regops")
    };
    for kernel in kernels::all() {
        let expected = match kernel.tree.kernel().unwrap().release.to_string().as_str() {
            // There, its header is in no headers package.
            "5.10" => [("5.7", "observed: headers of"), ("5.0", "recorded")],
            "6.1" => [
                ("5.18", "observed: headers of"),
                ("5.15", "observed: headers of"),
            ],
            "6.12" => [("5.18", "observed: BTF of"), ("5.15", "recorded")],
            other => {
                println!("SKIPPED: {other} is not known to this test");
                continue;
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let selection = kernel.select(folder.path(), &both());
        for (found, (layout, by)) in selection.structs.iter().zip(expected) {
            let Choice::Layout { name, evidence } = &found.choice else {
                panic!("{found:?}");
            };
            assert_eq!(name, layout, "{}: {}", kernel.release(), found.name);
            assert!(evidence.starts_with(by), "{}: {evidence}", kernel.release());
        }
        if !kernel.release().starts_with("6.12") {
            continue;
        }
        // A driver that uses the struct has it observed, for the price of a compile.
        let named = both().observe("vfio_pci_regops");
        for configuration in [named, both().require_observed()] {
            let selection = kernel.select(folder.path(), &configuration);
            let Choice::Layout { name, evidence } = &selection.structs[1].choice else {
                panic!("{:?}", selection.structs[1]);
            };
            assert_eq!(name, "5.15");
            assert!(evidence.starts_with("observed: headers of"), "{evidence}");
        }
    }
}

#[test]
fn what_a_tree_lacks_is_told_apart() {
    for kernel in kernels::all() {
        let structs = [
            // Nothing but spinlock.h may include it.
            wanted("rwlock", "linux/rwlock.h"),
            wanted("file_operations", "linux/fs.h"),
            wanted("nothing", "linux/kernel_compat_nowhere.h"),
            wanted("nothing", "linux/fs.h"),
            // Declared there, and defined elsewhere.
            wanted("rtnl_link_ops", "linux/netdevice.h"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let probed = kernel
            .observe(&structs, Format::Dwarf, folder.path())
            .unwrap();
        let [not_compiled, found, no_header, no_struct, declared] = &probed.structs[..] else {
            panic!("{:?}", probed.structs);
        };
        assert!(found.is_ok());
        assert!(
            matches!(no_header, Err(Unobserved::NoHeader { .. })),
            "{no_header:?}"
        );
        assert!(
            matches!(no_struct, Err(Unobserved::NoStruct { .. })),
            "{no_struct:?}"
        );
        assert!(
            matches!(declared, Err(Unobserved::NoStruct { .. })),
            "{declared:?}"
        );
        let Err(Unobserved::NotCompiled { said, .. }) = not_compiled else {
            panic!("{not_compiled:?}");
        };
        assert!(
            said.contains("linux/rwlock.h") && said.contains("#error"),
            "{said}"
        );
    }
}

#[test]
fn the_tree_stays_as_it_is_and_the_folder_keeps_one_file() {
    for kernel in kernels::all() {
        let before = snapshot(&kernel.sources());
        let folder = tempfile::tempdir().unwrap();
        let structs = [wanted("dma_buf_ops", "linux/dma-buf.h")];
        let observe = || {
            kernel
                .observe(&structs, Format::Dwarf, folder.path())
                .unwrap()
        };
        let first = observe();
        assert!(!first.cached);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let second = observe();
        assert!(second.cached);
        assert_eq!(first.structs, second.structs);
        assert_eq!(first.files, second.files);
        assert!(
            first
                .files
                .iter()
                .any(|file| file.ends_with("include/linux/dma-buf.h"))
        );
        assert!(
            before == snapshot(&kernel.sources()),
            "{} has changed",
            kernel.release()
        );
    }
}

/// The tree named as kernel developers do, by its source and the folder of its build, within what DKMS sets.
#[test]
fn a_source_with_its_build_elsewhere_under_dkms() {
    for kernel in kernels::all() {
        let (build, release) = (kernel.tree.path.to_str().unwrap(), kernel.release());
        // Debian's headers of all flavours together.
        let source = build.rsplit_once('-').unwrap().0.to_owned() + "-common";
        let flags = format!(" -j4 -- KERNELRELEASE={release} O={build}");
        let variables = [
            ("O", build),
            ("KERNELRELEASE", release),
            ("MAKEFLAGS", flags.as_str()),
            ("MAKELEVEL", "1"),
        ];
        let environment = kernel.environment(&variables);
        let tree = KernelTree::find("KDIR", Path::new(&source), &environment).unwrap();
        assert_eq!(tree, kernel.tree);
        let folder = tempfile::tempdir().unwrap();
        let probed = probe::observe(&Request {
            tree: &tree,
            structs: &[wanted("dma_buf_ops", "linux/dma-buf.h")],
            folder: folder.path(),
            environment: &environment,
            format: Format::Dwarf,
        })
        .unwrap();
        assert!(probed.structs[0].is_ok());
    }
}

#[test]
fn a_compiler_that_is_not_there_is_named() {
    for kernel in kernels::all() {
        let folder = tempfile::tempdir().unwrap();
        let structs = [wanted("dma_buf_ops", "linux/dma-buf.h")];
        let error = kernel
            .with_compiler("gcc-of-nowhere")
            .observe(&structs, Format::Dwarf, folder.path())
            .unwrap_err();
        let ProbeError::Compiler { command, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(command, "gcc-of-nowhere");
        assert!(error.to_string().contains("set `CC`"), "{error}");
    }
}

/// All of [`STRUCTS`] in a new folder.
fn structs(kernel: &Kernel, format: Format) -> Vec<Observation> {
    let folder = tempfile::tempdir().unwrap();
    let structs = STRUCTS.map(|(name, header)| wanted(name, header));
    let probed = kernel.observe(&structs, format, folder.path()).unwrap();
    probed.structs.into_iter().map(Result::unwrap).collect()
}
