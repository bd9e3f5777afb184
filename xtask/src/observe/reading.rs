// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What one kernel's own files say of the structs: its image of the first, its module of the second.

use crate::error::{Error, Result};
use crate::kernels::images::KernelImage;
use compat_btf::file::{self, BtfFile, FileProblem};
use compat_data::observation::Observation;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The structs, with where each is looked for.
const IN_IMAGE: &str = "dma_buf_ops";
const IN_MODULE: &str = "vfio_pci_regops";

/// How far into an image its version string can begin and end: the offset has 16 bits.
const FAR_ENOUGH: u64 = 0x200 + 0xffff + 0x400;

/// What was found of one struct.
#[derive(Debug)]
pub struct Reading {
    /// The struct.
    pub name: &'static str,
    /// The file that was read.
    pub place: String,
    /// What it says.
    pub found: Found,
}

/// What a file says of a struct.
#[derive(Debug)]
pub enum Found {
    /// Its type information has it, or has it not.
    Types(Option<Box<Observation>>),
    /// It has no type information, or is not at hand.
    Nothing(String),
    /// It could not be read.
    Fault(String),
}

/// The version of the package that an image is from, as the image itself says; an image of another kernel is an error.
pub fn package_version(kernel: &KernelImage) -> Result<String> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(&kernel.image)?
            .take(FAR_ENOUGH)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| Error::at(&kernel.image, &error))?;
    let at = |what: String| Error::new(format!("{}: {what}", kernel.image.display()));
    let banner = banner(&bytes).ok_or_else(|| at("no version string in its header".to_owned()))?;
    let name = banner.split(' ').next().unwrap_or_default();
    if name != kernel.name {
        return Err(at(format!(
            "it calls itself {name} and not {}",
            kernel.name
        )));
    }
    let (_, rest) = banner
        .rsplit_once(" Debian ")
        .ok_or_else(|| at(format!("no Debian version in `{banner}`")))?;
    Ok(rest.split(' ').next().unwrap_or_default().to_owned())
}

/// The version string of an x86 image: `kernel_version` in Documentation/arch/x86/boot.rst.
fn banner(image: &[u8]) -> Option<String> {
    let &offset = image.get(0x20e..)?.first_chunk()?;
    let text = image.get(0x200 + usize::from(u16::from_le_bytes(offset))..)?;
    let end = text.iter().position(|&byte| byte == 0)?;
    String::from_utf8(text[..end].to_vec()).ok()
}

/// Reads the structs.
pub fn read(kernel: &KernelImage) -> Vec<Reading> {
    let image = file::open(&kernel.image);
    let in_image = match &image {
        Ok(image) => in_image(image),
        Err(error) => Found::Fault(error.to_string()),
    };
    let module = kernel.vfio_module();
    let in_module = match (&image, module) {
        (_, None) => Found::Nothing("the archive lists no package with its modules".to_owned()),
        (Err(error), _) => Found::Fault(error.to_string()),
        (Ok(image), Some(module)) => in_module(image, module),
    };
    vec![
        Reading {
            name: IN_IMAGE,
            place: "vmlinuz".to_owned(),
            found: in_image,
        },
        Reading {
            name: IN_MODULE,
            place: module.map_or_else(|| "-".to_owned(), file_name),
            found: in_module,
        },
    ]
}

fn in_image(image: &BtfFile) -> Found {
    let observed = image.btf().and_then(|btf| btf.observe(IN_IMAGE));
    types(observed)
}

fn in_module(image: &BtfFile, path: &Path) -> Found {
    let module = match file::open(path) {
        Ok(module) => module,
        Err(error) if matches!(error.problem, FileProblem::NoBtfSection) => {
            return Found::Nothing("the module has no type information".to_owned());
        }
        Err(error) => return Found::Fault(error.to_string()),
    };
    let observed = image
        .btf()
        .and_then(|base| module.btf_over(&base)?.observe(IN_MODULE));
    types(observed)
}

fn types(observed: std::result::Result<Option<Observation>, compat_btf::Error>) -> Found {
    match observed {
        Ok(observation) => Found::Types(observation.map(Box::new)),
        Err(error) => Found::Fault(error.to_string()),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::kernel::Architecture;
    use std::collections::BTreeMap;

    #[test]
    fn an_image_says_of_which_package_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = vec![0; 0x210];
        bytes[0x20e] = 0x10;
        bytes.extend(
            b"6.16.3+deb13-amd64 (who@where) (gcc (Debian 14.2.0-19) 14.2.0) #1 SMP Debian 6.16.3-1~bpo13+1 (2025-09-06)\0",
        );
        let image = folder.path().join("vmlinuz");
        std::fs::write(&image, bytes).unwrap();
        let version = |name: &str| {
            package_version(&KernelImage {
                name: name.to_owned(),
                architecture: Architecture::Amd64,
                image: image.clone(),
                modules: BTreeMap::new(),
                packages: BTreeMap::new(),
            })
        };
        assert_eq!(version("6.16.3+deb13-amd64").unwrap(), "6.16.3-1~bpo13+1");
        let error = version("6.16.4+deb13-amd64").unwrap_err().to_string();
        assert!(error.contains("calls itself 6.16.3+deb13-amd64"), "{error}");
    }
}
