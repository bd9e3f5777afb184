// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Every error of a build, and its text: what is wrong with which input, and what to do.

use std::fmt;
use std::path::PathBuf;

use compat_data::kernel::{Architecture, ParseKernelError};
use compat_data::library::LibraryError;
use compat_data::release::Release;

use crate::config::ParseConfigError;
use crate::disagreement::Disagreement;
use crate::environment::{BTF, MAKE, TARGET, TREES};
use crate::rustc::RustcVersion;

/// Why a build cannot go on. Displays as the fault and, on lines of their own, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each variant says what happened, and its fields are named for what they hold"
)]
pub enum Error {
    /// A variable is set to the empty string.
    Empty { variable: &'static str },
    /// A variable is not UTF-8, and cargo takes nothing else.
    NotUnicode { variable: &'static str },
    /// A path has a line break, which would end cargo's directive.
    LineBreak { variable: &'static str },
    /// A variable that cargo sets for build scripts is missing.
    NoBuildScript { variable: &'static str },
    /// `KERNEL_COMPAT_TARGET` names no kernel.
    Target(ParseKernelError),
    /// No history knows the target's release.
    UnknownRelease { kernel: String, release: Release },
    /// `KERNEL_COMPAT_BTF` names type information, and nothing says of which release.
    BtfWithoutRelease {
        variable: &'static str,
        path: PathBuf,
    },
    /// The type information that was found cannot be used.
    TypeInformation { path: PathBuf, reason: String },
    /// build.rs names a struct as no struct is named.
    StructName { name: String },
    /// build.rs names a module as no module is named.
    ModuleName { module: String, name: String },
    /// The target's type information contradicts the record, and the driver wants no such kernel.
    Mismatch { name: String, differences: String },
    /// An observation cannot be written down.
    Observation { name: String, reason: String },
    /// The report cannot be written down.
    Report { reason: String },
    /// The driver's own histories do not load.
    OwnHistories { error: LibraryError },
    /// The embedded histories do not load.
    Histories { reason: String },
    /// The kernel build tree is not there, or cannot be looked at.
    Tree {
        variable: &'static str,
        path: PathBuf,
        reason: String,
    },
    /// The path is no folder.
    TreeIsFile {
        variable: &'static str,
        path: PathBuf,
    },
    /// The folder is no kernel tree.
    NotAKernelTree {
        variable: &'static str,
        path: PathBuf,
        build: Option<PathBuf>,
    },
    /// The tree is a kernel's, but nothing can be built against it yet.
    NotPrepared {
        variable: &'static str,
        path: PathBuf,
        missing: &'static str,
    },
    /// A file cannot be read.
    Unreadable { path: PathBuf, reason: String },
    /// A file of the tree does not say the release.
    NoRelease { path: PathBuf },
    /// The tree's release string is none.
    ReleaseString {
        path: PathBuf,
        error: ParseKernelError,
    },
    /// Two things that say the same of the target say it differently.
    Disagreement(Disagreement),
    /// The tree's configuration does not parse.
    Config {
        path: PathBuf,
        error: ParseConfigError,
    },
    /// The tree is for an architecture that we do not know.
    UnknownArchitecture {
        path: PathBuf,
        symbols: Vec<&'static str>,
    },
    /// A make fragment is asked for without a kernel build tree.
    FragmentWithoutTree,
    /// A file cannot be written.
    Write { path: PathBuf, reason: String },
    /// The compiler does not tell its version.
    Rustc { rustc: String, reason: String },
    /// Code generation flags are not known for the architecture.
    FlagsArchitecture { architecture: Architecture },
    /// The configuration wants what the compiler cannot do, or contradicts itself.
    Flags {
        symbol: &'static str,
        reason: String,
        rustc: RustcVersion,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trees = || TREES.map(|name| format!("`{name}`")).join(", ");
        match self {
            Self::Empty { variable } => write!(
                f,
                "`{variable}` is set but empty\nhelp: give it a value, or unset it"
            ),
            Self::NotUnicode { variable } => write!(
                f,
                "`{variable}` is not UTF-8, and cargo can watch no such path\nhelp: use another path, a symbolic link for example"
            ),
            Self::LineBreak { variable } => write!(
                f,
                "`{variable}` has a line break, and cargo can watch no such path\nhelp: use another path"
            ),
            Self::NoBuildScript { variable } => write!(
                f,
                "`{variable}` is not set, which cargo sets for every build script\nhelp: call `compat_build::emit()` from build.rs"
            ),
            Self::Target(error) => write!(f, "`{TARGET}`: {error}"),
            Self::UnknownRelease { kernel, release } => {
                write!(f, "unknown release {release} of the target kernel {kernel}")?;
                let mut known = Release::mainline();
                if let (Some(first), Some(last)) = (known.next(), known.next_back()) {
                    write!(f, "\nhelp: releases {first} to {last} are known")?;
                }
                Ok(())
            }
            Self::BtfWithoutRelease { variable, path } => write!(
                f,
                "`{variable}` names the type information {}, which does not say its kernel's release\nhelp: name that kernel's build tree as well, with `KDIR`",
                path.display()
            ),
            Self::TypeInformation { path, reason } => write!(
                f,
                "the type information of the target kernel cannot be used: {reason}\nhelp: make {} again, or let `{BTF}` name another file",
                path.display()
            ),
            Self::StructName { name } => write!(
                f,
                "`{}` is to be observed, which is no struct's tag\nhelp: name it without `struct`, as in `file_operations`",
                name.escape_debug()
            ),
            Self::ModuleName { module, name } => write!(
                f,
                "build.rs says that `struct {name}` lives in module `{}`, which is no module's name\nhelp: name its file without folder and `.ko`, as in `vfio-pci-core`",
                module.escape_debug()
            ),
            Self::Mismatch { name, differences } => write!(
                f,
                "`struct {name}` of the target kernel is not what is recorded: {differences}\nhelp: this driver's build.rs refuses such a kernel (`on_mismatch(Deny)`)"
            ),
            Self::Observation { name, reason } => write!(
                f,
                "the observation of `struct {name}` cannot be written down: {reason}"
            ),
            Self::Report { reason } => {
                write!(
                    f,
                    "the report of what was found cannot be written down: {reason}"
                )
            }
            Self::OwnHistories { error } => write!(
                f,
                "the driver's own histories do not load: {error}\nhelp: they have the form of those in compat-data/histories"
            ),
            Self::Histories { reason } => write!(
                f,
                "the recorded histories do not load: {reason}\nhelp: this is a fault of compat-data, not of your driver"
            ),
            Self::Tree {
                variable,
                path,
                reason,
            } => write!(
                f,
                "`{variable}`: no kernel build tree at {}: {reason}\nhelp: install the kernel's headers package, or name the tree that the module is built against",
                path.display()
            ),
            Self::TreeIsFile { variable, path } => write!(
                f,
                "`{variable}`: {} is a file, not a kernel build tree\nhelp: name the folder",
                path.display()
            ),
            Self::NotAKernelTree {
                variable,
                path,
                build,
            } => {
                write!(
                    f,
                    "`{variable}`: {} is no kernel build tree",
                    path.display()
                )?;
                match build {
                    Some(build) => write!(f, "\nhelp: did you mean {}?", build.display()),
                    None => f.write_str(
                        "\nhelp: name the folder that the module is built against, such as /lib/modules/RELEASE/build, which the kernel's headers package brings",
                    ),
                }
            }
            Self::NotPrepared {
                variable,
                path,
                missing,
            } => write!(
                f,
                "`{variable}`: the kernel tree {} is not prepared for building modules: it has no {missing}\nhelp: run `make modules_prepare` in it; if its build is in a folder of its own (`O=`), name that one",
                path.display()
            ),
            Self::Unreadable { path, reason } => {
                write!(f, "cannot read {}: {reason}", path.display())
            }
            Self::NoRelease { path } => write!(
                f,
                "{} does not say the kernel's release\nhelp: run `make modules_prepare` in the kernel tree again",
                path.display()
            ),
            Self::ReleaseString { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Disagreement(disagreement) => write!(f, "{disagreement}"),
            Self::Config { path, error } => write!(f, "{}: {error}", path.display()),
            Self::UnknownArchitecture { path, symbols } => {
                let set = match symbols.is_empty() {
                    true => "no architecture's symbol".to_owned(),
                    false => symbols.join(", "),
                };
                write!(
                    f,
                    "{}: a kernel for an architecture that is not supported: it sets {set}\nhelp: supported are \
                     x86-64 (CONFIG_X86_64), arm64 (CONFIG_ARM64), 32-bit Arm (CONFIG_ARM), ppc64el (CONFIG_PPC64 with \
                     CONFIG_CPU_LITTLE_ENDIAN) and riscv64 (CONFIG_RISCV with CONFIG_64BIT), little-endian",
                    path.display()
                )
            }
            Self::FragmentWithoutTree => write!(
                f,
                "`{MAKE}` asks for code generation flags, and only a kernel build tree says which\nhelp: name it with one of {}",
                trees()
            ),
            Self::Write { path, reason } => write!(
                f,
                "cannot write {}: {reason}\nhelp: its folder must exist, and a file be allowed there",
                path.display()
            ),
            Self::Rustc { rustc, reason } => {
                write!(
                    f,
                    "`{rustc} --version` does not tell the compiler's version: {reason}"
                )
            }
            Self::FlagsArchitecture { architecture } => write!(
                f,
                "code generation flags are known for x86-64 only, and the target kernel is for {architecture}\nhelp: unset `{MAKE}` and pass the flags yourself"
            ),
            Self::Flags {
                symbol,
                reason,
                rustc,
            } => write!(
                f,
                "the target kernel's {symbol} cannot be followed by rustc {rustc}: {reason}"
            ),
        }
    }
}

impl std::error::Error for Error {}

impl From<Disagreement> for Error {
    fn from(disagreement: Disagreement) -> Self {
        Self::Disagreement(disagreement)
    }
}
