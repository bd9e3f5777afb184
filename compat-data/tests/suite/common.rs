// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the tests share.

use std::fs;
use std::path::{Path, PathBuf};

use compat_data::history::{History, Layout};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::record;
use compat_data::release::Release;
use compat_data::resolve::{Refusal, Resolution};
use sha2::{Digest, Sha256};

/// The structs whose histories come from reports and from the kernel's repository; those of the catalogue are of Debian's builds.
pub const SEEDS: [&str; 2] = ["dma_buf_ops", "vfio_pci_regops"];

pub fn history(name: &str) -> &'static History {
    compat_data::history(name)
        .expect("embedded")
        .expect("consistent")
}

/// The committed text of a history.
pub fn committed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("histories")
        .join(format!("{name}.toml"));
    fs::read_to_string(path).expect("committed")
}

pub fn parsed(text: &str) -> History {
    record::parse("test.toml", text).unwrap_or_else(|error| panic!("{error}"))
}

pub fn release(text: &str) -> Release {
    text.parse().expect("a release")
}

/// By the name that a person asks for.
pub fn named<'a>(history: &'a History, name: &str) -> Result<Resolution<'a>, Refusal> {
    history.resolve(&name.parse().expect("a kernel"))
}

/// By the release string of a kernel tree.
pub fn tree<'a>(history: &'a History, name: &str) -> Result<Resolution<'a>, Refusal> {
    history.resolve(&Kernel::from_release_string(name, Architecture::Amd64).expect("a kernel"))
}

pub fn layout<'a>(history: &'a History, name: &str) -> &'a Layout {
    history.layout(name).expect("a layout")
}

pub fn sha256(content: &str) -> String {
    Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A folder beside the checkout, which not every machine has.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: {} is not there", path.display());
    None
}
