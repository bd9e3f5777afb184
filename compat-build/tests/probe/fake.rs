// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A small tree whose Makefile does what a probe needs of Kbuild's, and a compiler that counts its runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use compat_build::Environment;
use compat_build::kdir::KernelTree;
use compat_build::probe::{self, Format, ProbeError, Probed, Request, Wanted};

const MAKEFILE: &str = r#"
CC = gcc
srctree := $(CURDIR)
cc-option = $(shell $(CC) $(1) -c -x c /dev/null -o /dev/null 2>/dev/null && echo "$(1)")
include $(M)/Kbuild
object := $(M)/$(obj-m)
name := $(basename $(obj-m))
flags = -Werror -Iinclude -DMODULE $(KCFLAGS)

modules: $(M)/modules.order
$(M)/modules.order: compile

compile:
	$(CC) $(filter-out $(CFLAGS_REMOVE_$(name).o),$(flags)) $(CFLAGS_$(name).o) \
		-Wp,-MMD,$(M)/probe.d -c -o $(object) $(M)/$(name).c
	{ echo "deps_$(object) := \\"; tail -n +1 $(M)/probe.d | tr -s ' \\' '\n' | grep '\.h$$' | sed 's/.*/  & \\/'; echo; } \
		> $(M)/.$(name).o.cmd
"#;

/// The tree, and the folder of the probes.
pub struct Fake {
    folder: tempfile::TempDir,
    pub variables: Vec<(String, String)>,
}

impl Fake {
    pub fn new() -> Self {
        let fake = Self {
            folder: tempfile::tempdir().unwrap(),
            variables: vec![("PATH".to_owned(), std::env::var("PATH").unwrap())],
        };
        fake.write("Makefile", MAKEFILE);
        fake.write(
            "include/generated/utsrelease.h",
            "#define UTS_RELEASE \"5.10.0-1-amd64\"\n",
        );
        fake.write("include/config/auto.conf", "CONFIG_X86_64=y\n");
        fs::create_dir(fake.output()).unwrap();
        fake
    }

    /// With a compiler that keeps a list of what it is called for.
    pub fn counting() -> Self {
        let mut fake = Self::new();
        let compiler = fake.folder.path().join("cc");
        let log = fake.folder.path().join("log");
        let script = format!(
            "#!/bin/sh\necho \"$@\" >> {}\nexec gcc \"$@\"\n",
            log.display()
        );
        fs::write(&compiler, script).unwrap();
        fs::set_permissions(&compiler, fs::Permissions::from_mode(0o755)).unwrap();
        fake.set("CC", compiler.to_str().unwrap());
        fake
    }

    /// How many files were compiled.
    pub fn compilations(&self) -> usize {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        log.lines().filter(|line| line.contains("-c -o")).count()
    }

    /// Writes a file of the tree.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.tree().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn set(&mut self, variable: &str, value: &str) {
        self.variables.retain(|(name, _)| name != variable);
        self.variables.push((variable.to_owned(), value.to_owned()));
    }

    pub fn tree(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    pub fn output(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn observe(&self, structs: &[(&str, &str)]) -> Result<Probed, ProbeError> {
        self.observe_in(&self.output(), structs)
    }

    pub fn observe_in(
        &self,
        folder: &Path,
        structs: &[(&str, &str)],
    ) -> Result<Probed, ProbeError> {
        let structs: Vec<_> = structs
            .iter()
            .map(|(name, headers)| Wanted {
                name: (*name).to_owned(),
                headers: headers.split_whitespace().map(str::to_owned).collect(),
            })
            .collect();
        probe::observe(&Request {
            tree: &KernelTree::read("KDIR", &self.tree()).unwrap(),
            structs: &structs,
            folder,
            environment: &Environment::new(self.variables.iter().cloned()),
            format: Format::Dwarf,
        })
    }
}
