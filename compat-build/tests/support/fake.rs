// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Small kernel build trees, with just the files that are read.

use std::fs;

/// The files of a tree like Debian's 6.12 for x86-64.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub const DEBIAN: [(&str, &str); 4] = [
    (
        "Makefile",
        "include /usr/src/linux-headers-common/Makefile\n",
    ),
    (
        "include/generated/utsrelease.h",
        "#define UTS_RELEASE \"6.12.117+deb12-amd64\"\n",
    ),
    ("include/config/kernel.release", "6.12.117+deb12-amd64\n"),
    (
        "include/config/auto.conf",
        "CONFIG_X86_64=y\nCONFIG_64BIT=y\nCONFIG_RANDSTRUCT_NONE=y\nCONFIG_MITIGATION_RETHUNK=y\n\
         CONFIG_MITIGATION_RETPOLINE=y\nCONFIG_X86_KERNEL_IBT=y\nCONFIG_MITIGATION_SLS=y\n",
    ),
];

/// A tree in a folder of its own, removed with the value.
pub struct Tree(tempfile::TempDir);

impl Tree {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            tree.write(name, text);
        }
        tree
    }

    pub fn write(&self, name: &str, text: &str) {
        let file = self.0.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }
}
