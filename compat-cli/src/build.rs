// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's build takes: the same search that its build.rs runs, with options in the place of variables.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;
use compat_build::environment::{BTF, MAKE, TARGET, TREES};
use compat_build::{Configuration, Environment, Selection, Structs, configure, select};
use tempfile::TempDir;

use crate::context::Context;
use crate::error::{Error, Errors};

/// Where the kernel is found that the build is for.
#[derive(Args, Debug)]
pub struct TreeArguments {
    /// The kernel build tree, as the variable KDIR names it; KERNEL_COMPAT_TARGET and KERNEL_COMPAT_BTF then do not count
    #[arg(long, value_name = "DIR")]
    pub(crate) kdir: Option<PathBuf>,
    /// A file with that kernel's type information, as KERNEL_COMPAT_BTF names it; KERNEL_COMPAT_TARGET then does not count
    #[arg(long, value_name = "FILE")]
    pub(crate) btf: Option<PathBuf>,
}

/// Which kernel the build is for.
#[derive(Args, Debug)]
pub struct KernelArguments {
    #[command(flatten)]
    pub(crate) tree: TreeArguments,
    /// The kernel's name, as KERNEL_COMPAT_TARGET has it (5.4, 5.4-arm64, 5.4.0-26-generic): the records decide, and a tree
    /// says no more than how to compile
    #[arg(long, value_name = "KERNEL", conflicts_with = "btf")]
    pub(crate) name: Option<String>,
}

/// The structs that the driver's build.rs names beside those that its sources name.
#[derive(Args, Debug)]
pub struct StructArguments {
    /// A struct to select whatever the sources say, as `uses` in build.rs
    #[arg(long, value_name = "STRUCT")]
    uses: Vec<String>,
    /// A struct to observe even where that takes a compile of its header, as `observe` in build.rs
    #[arg(long, value_name = "STRUCT")]
    observe: Vec<String>,
    /// A struct and the header that defines it, as `header` in build.rs: linux/fs.h:file_operations
    #[arg(long, value_name = "HEADER:STRUCT", value_parser = pair)]
    header: Vec<(String, String)>,
    /// A struct and the module that it lives in, as `module` in build.rs: vfio-pci-core:vfio_pci_regops
    #[arg(long, value_name = "MODULE:STRUCT", value_parser = pair)]
    module: Vec<(String, String)>,
}

impl TreeArguments {
    /// The environment of a build with these options: that of this process, where an option takes the place of its variable
    /// and of those that count before it. What the build writes goes into that folder.
    pub(crate) fn environment(&self, folder: &Path) -> Environment {
        // A driver's own histories are found in its folder; what is no UTF-8 can't be a variable of a build.
        let here = std::env::current_dir().ok();
        let here = here.filter(|here| here.to_str().is_some());
        let mut environment = Environment::of_process()
            .without(MAKE)
            .with("OUT_DIR", folder)
            .with("CARGO_MANIFEST_DIR", here.unwrap_or_else(|| ".".into()));
        if let Some(kdir) = &self.kdir {
            environment = environment.without(BTF).with(TREES[0], kdir);
        }
        if let Some(btf) = &self.btf {
            environment = environment.with(BTF, btf);
        }
        match self.kdir.is_some() || self.btf.is_some() {
            true => environment.without(TARGET),
            false => environment,
        }
    }

    /// The options that are given, each with its variable.
    fn given(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let kdir = self.kdir.as_ref().map(|_| ("--kdir", TREES[0]));
        let btf = self.btf.as_ref().map(|_| ("--btf", BTF));
        kdir.into_iter().chain(btf)
    }
}

impl KernelArguments {
    /// The environment of a build with these options: see [`TreeArguments::environment`].
    pub(crate) fn environment(&self, folder: &Path) -> Environment {
        let environment = self.tree.environment(folder);
        match &self.name {
            Some(name) => environment.with(TARGET, name),
            None => environment,
        }
    }

    /// What a build selects in that environment; outside of a driver's folder, where no option names a struct, every struct
    /// that has a history.
    ///
    /// # Errors
    /// Those of [`select`].
    pub(crate) fn select(
        &self,
        environment: &Environment,
        structs: &StructArguments,
    ) -> Result<Selection, Errors> {
        let configuration = match structs.are_none() && !is_driver() {
            true => configure().structs(Structs::All),
            false => structs.configuration(),
        };
        select(environment, &configuration).map_err(|error| self.error(&error).into())
    }

    /// An error of the build, with the options that stand for variables which it names.
    pub(crate) fn error(&self, error: &compat_build::Error) -> Error {
        let text = error.to_string();
        let name = self.name.as_ref().map(|_| ("--name", TARGET));
        let given = self.tree.given().chain(name);
        let meant = given.filter(|(_, variable)| text.contains(&format!("`{variable}`")));
        meant.fold(Error::new(&text), |error, (option, variable)| {
            error.note(format_args!("`{option}` stands for `{variable}`"))
        })
    }
}

impl StructArguments {
    fn are_none(&self) -> bool {
        let pairs = self.header.is_empty() && self.module.is_empty();
        self.uses.is_empty() && self.observe.is_empty() && pairs
    }

    /// The structs of a driver's sources, where this is run in a driver's folder, and those that the options name.
    pub(crate) fn configuration(&self) -> Configuration {
        let mut configuration = configure().structs(match is_driver() {
            true => Structs::Used,
            false => Structs::Named,
        });
        for name in &self.uses {
            configuration = configuration.uses(name);
        }
        for name in &self.observe {
            configuration = configuration.observe(name);
        }
        for (header, name) in &self.header {
            configuration = configuration.header(header, name);
        }
        for (module, name) in &self.module {
            configuration = configuration.module(module, name);
        }
        configuration
    }
}

/// Whether the current folder is that of a driver's package: without a build.rs a driver has no target.
fn is_driver() -> bool {
    ["Cargo.toml", "build.rs"]
        .iter()
        .all(|name| Path::new(name).is_file())
}

/// The program that a variable names, as cargo has it, or else the one that is found under its own name.
pub(crate) fn program(environment: &Environment, variable: &str, name: &str) -> OsString {
    let named = environment.get(variable).filter(|value| !value.is_empty());
    named.unwrap_or(OsStr::new(name)).to_owned()
}

/// A folder for what a build writes, gone with the value.
///
/// # Errors
/// When none can be made.
pub(crate) fn scratch() -> Result<TempDir, Errors> {
    let folder = tempfile::Builder::new().prefix("kernel-compat-").tempdir();
    folder.map_err(|error| {
        Error::new(format_args!("cannot make a temporary folder: {error}"))
            .help("TMPDIR names the folder in which it is made")
            .into()
    })
}

/// A build takes histories from the driver's folder alone.
///
/// # Errors
/// When the user names another.
pub(crate) fn own_histories_only(context: &Context<'_>) -> Result<(), Errors> {
    match context.histories.named_folder() {
        None => Ok(()),
        Some(folder) => Err(Error::new(
            "a build takes histories from `kernel-compat` in the driver's own folder, and from no other",
        )
        .at(folder)
        .help("run this in the driver's folder, without `--histories`")
        .into()),
    }
}

/// Two words with a colon between them.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once(':') {
        Some((first, second)) if !first.is_empty() && !second.is_empty() => {
            Ok((first.to_owned(), second.to_owned()))
        }
        _ => Err("a colon must stand between it and the struct".to_owned()),
    }
}
