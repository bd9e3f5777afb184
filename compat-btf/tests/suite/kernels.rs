// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Real kernels: what their type information says is what is recorded.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use compat_btf::file::{BtfFile, from_bytes, open};
use compat_data::observation::{Observation, Placement, record};
use compat_data::release::Release;

use crate::support::{Kernel, kernels, unpack_xz};

/// The kernel's own BTF, from its headers package or out of its boot image; each is read once for all tests.
fn vmlinux(kernel: &Kernel, test: &str) -> Option<&'static BtfFile> {
    static FILES: Mutex<BTreeMap<&str, Option<&'static BtfFile>>> = Mutex::new(BTreeMap::new());
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let file = *files.entry(kernel.release).or_insert_with(|| {
        let path = kernel.vmlinux();
        #[cfg(feature = "vmlinuz")]
        let path = path.or_else(|| kernel.image());
        Some(Box::leak(Box::new(open(&path?).unwrap())))
    });
    if file.is_none() {
        println!(
            "SKIPPED: {test} on {}: its BTF is only in the boot image, which the feature `vmlinuz` reads",
            kernel.release
        );
    }
    file
}

fn equals_recorded(observation: &Observation, name: &str, kernel: &Kernel) {
    let release: Release = kernel.release.parse().unwrap();
    let history = compat_data::history(name).unwrap().unwrap();
    let recorded = history.mainline_layout(release).unwrap();
    let observed = observation.layout(&recorded.name);
    assert_eq!(
        observed.members, recorded.members,
        "{name} of {}",
        kernel.release
    );
    assert_eq!(observation.placement, Placement::Natural);
}

#[test]
fn dma_buf_ops_is_as_recorded() {
    for kernel in kernels("dma_buf_ops") {
        let Some(file) = vmlinux(&kernel, "dma_buf_ops") else {
            continue;
        };
        let observation = file.btf().unwrap().observe("dma_buf_ops").unwrap().unwrap();
        equals_recorded(&observation, "dma_buf_ops", &kernel);
        let size = if kernel.release == "7.2" { 96 } else { 104 };
        assert_eq!((observation.size, observation.alignment), (size, 8));
    }
}

#[test]
fn vfio_pci_regops_is_as_recorded() {
    for kernel in kernels("vfio_pci_regops") {
        let Some(path) = kernel.module("drivers/vfio/pci/vfio-pci-core") else {
            println!(
                "SKIPPED: vfio_pci_regops on {}: no such module",
                kernel.release
            );
            continue;
        };
        let Some(base) = vmlinux(&kernel, "vfio_pci_regops") else {
            continue;
        };
        let Some(module) = unpack_xz(&path) else {
            println!("SKIPPED: vfio_pci_regops on {}: no xz", kernel.release);
            continue;
        };
        #[cfg(feature = "vmlinuz")]
        assert_eq!(
            open(&path)
                .unwrap()
                .btf_over(&base.btf().unwrap())
                .unwrap()
                .structs()
                .unwrap(),
            from_bytes("unpacked", &module)
                .unwrap()
                .btf_over(&base.btf().unwrap())
                .unwrap()
                .structs()
                .unwrap()
        );
        let module = from_bytes("vfio-pci-core.ko", &module).unwrap();
        let base = base.btf().unwrap();
        assert_eq!(base.observe("vfio_pci_regops").unwrap(), None);
        let btf = module.btf_over(&base).unwrap();
        let observation = btf.observe("vfio_pci_regops").unwrap().unwrap();
        equals_recorded(&observation, "vfio_pci_regops", &kernel);
        assert_eq!((observation.size, observation.alignment), (32, 8));
    }
}

/// The BTF in the boot image is that of the headers package.
#[cfg(feature = "vmlinuz")]
#[test]
fn boot_images_have_the_same_btf() {
    for kernel in kernels("boot images") {
        let (Some(path), Some(image)) = (kernel.vmlinux(), kernel.image()) else {
            continue;
        };
        let (file, image) = (open(&path).unwrap(), open(&image).unwrap());
        let (file, image) = (file.btf().unwrap(), image.btf().unwrap());
        assert_eq!(file.structs().unwrap(), image.structs().unwrap());
    }
}

/// Boot images and modules name the kernel that their path names; Debian's stripped `vmlinux` names none.
#[cfg(feature = "vmlinuz")]
#[test]
fn files_name_their_kernel() {
    for kernel in kernels("releases") {
        let Some(path) = kernel.image() else {
            continue;
        };
        let image = open(&path).unwrap();
        let release = image.kernel_release().unwrap();
        // It is `boot/vmlinuz-RELEASE`, or later `lib/modules/RELEASE/vmlinuz`.
        let mut parts = path.to_str().unwrap().rsplit('/').take(2);
        let is_release = |part: &str| part.strip_prefix("vmlinuz-").unwrap_or(part) == release;
        assert!(parts.any(is_release), "{release}: {}", path.display());
        if let Some(path) = kernel.vmlinux() {
            assert_eq!(open(&path).unwrap().kernel_release(), None);
        }
        let Some(path) = kernel.module("arch/x86/kvm/kvm-intel") else {
            println!("SKIPPED: modules of {release}: no such module");
            continue;
        };
        match open(&path) {
            Ok(module) => assert_eq!(module.kernel_release(), Some(release)),
            Err(error) => println!("SKIPPED: modules of {release}: {error}"),
        }
    }
}

/// Every struct of a real kernel is read without an error.
#[test]
fn every_struct_is_read() {
    for kernel in kernels("every struct") {
        let Some(file) = vmlinux(&kernel, "every struct") else {
            continue;
        };
        let btf = file.btf().unwrap();
        let structs = btf.structs().unwrap();
        for (id, name) in &structs {
            let observation = btf.observe_type(*id).unwrap();
            assert_eq!(observation.name, *name);
        }
        println!("{}: {} structs", kernel.release, structs.len());
        assert!(structs.len() > 5000);
    }
}

/// Every twentieth struct of a real kernel, all at once, are what they are one by one: of each, the types of that name.
#[test]
fn many_structs_at_once() {
    for kernel in kernels("many structs at once") {
        let Some(file) = vmlinux(&kernel, "many structs at once") else {
            continue;
        };
        let btf = file.btf().unwrap();
        let structs = btf.structs().unwrap();
        let some: Vec<_> = structs.iter().step_by(20).collect();
        let names: Vec<&str> = some.iter().map(|(_, name)| *name).collect();
        let observed = btf.observe_all(&names);
        assert_eq!(observed.len(), names.len());
        for ((id, name), observed) in some.into_iter().zip(observed) {
            let is_only = structs.iter().filter(|(_, other)| other == name).count() == 1;
            match observed {
                Ok(observed) if is_only => {
                    assert_eq!(observed, Some(btf.observe_type(*id).unwrap()));
                }
                Ok(observed) => assert_eq!(observed.unwrap().name, *name),
                // Several that differ.
                Err(error) => assert!(!is_only, "{error}"),
            }
        }
    }
}

/// kvm-intel.ko repeats a struct of the kernel, for it knows an enum in full that the kernel only declares.
#[cfg(feature = "vmlinuz")]
#[test]
fn a_struct_that_a_module_knows_more_of_is_one() {
    for kernel in kernels("kvm_x86_ops") {
        let Some(path) = kernel.module("arch/x86/kvm/kvm-intel") else {
            println!("SKIPPED: kvm_x86_ops on {}: no such module", kernel.release);
            continue;
        };
        let Some(base) = vmlinux(&kernel, "kvm_x86_ops") else {
            continue;
        };
        let Ok(module) = open(&path) else {
            println!(
                "SKIPPED: kvm_x86_ops on {}: its modules have no BTF",
                kernel.release
            );
            continue;
        };
        let base = base.btf().unwrap();
        let btf = module.btf_over(&base).unwrap();
        assert!(btf.observe("kvm_x86_ops").unwrap().is_some());
    }
}

/// What a build script hands to the macro is what it observed: every fortieth struct, with all that structs can have.
#[test]
fn observations_are_written_down_and_read_back() {
    for kernel in kernels("written down") {
        let Some(file) = vmlinux(&kernel, "written down") else {
            continue;
        };
        let btf = file.btf().unwrap();
        for (id, name) in btf.structs().unwrap().into_iter().step_by(40) {
            let observation = btf.observe_type(id).unwrap();
            let text = record::print(&observation).unwrap();
            let read = record::parse(&text);
            assert_eq!(read.as_ref(), Ok(&observation), "{name}\n{text}");
        }
    }
}
