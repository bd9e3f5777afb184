// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Why a kernel's headers could not be read, and why one struct of them could not.

use std::fmt;
use std::path::PathBuf;

use super::dwarf::DwarfError;

/// Why nothing could be observed. Displays as the fault and, on lines of their own, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each variant says what happened, and its fields are named for what they hold"
)]
pub enum ProbeError {
    /// Nothing is asked for.
    NoStructs,
    /// A name that can't be a struct's tag.
    Tag { name: String },
    /// A name that can't be a header's.
    Header { name: String },
    /// A struct without a header.
    NoHeader { name: String },
    /// The folder for the probe can't be used.
    Folder { path: PathBuf, reason: String },
    /// Kbuild takes no such path.
    FolderName { path: PathBuf },
    /// `make` does not run.
    Make { reason: String },
    /// The compiler of the tree does not run.
    Compiler {
        tree: PathBuf,
        command: String,
        reason: String,
    },
    /// The tree compiles nothing, not even an empty file.
    Kbuild { tree: PathBuf, said: String },
    /// The compiler has no `-gbtf`.
    NoBtf { compiler: String },
    /// The object file can't be read.
    Object { compiler: String, error: DwarfError },
}

/// Why one struct was not observed, though the tree compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each variant says what happened, and its fields are named for what they hold"
)]
pub enum Unobserved {
    /// The tree has no such header.
    NoHeader { header: String, name: String },
    /// The headers define no such struct. They may declare it.
    NoStruct { headers: Vec<String>, name: String },
    /// The headers do not compile.
    NotCompiled {
        headers: Vec<String>,
        name: String,
        said: String,
    },
    /// What the compiler wrote of the struct contradicts itself.
    Contradiction { name: String, reason: String },
}

impl fmt::Display for ProbeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStructs => f.write_str("no struct is named to observe"),
            Self::Tag { name } => write!(
                f,
                "`{}` is no struct's tag\nhelp: name it without `struct`, as in `file_operations`",
                name.escape_debug()
            ),
            Self::Header { name } => write!(
                f,
                "`{}` is no header's path\nhelp: name it as `#include` does, without brackets: `linux/fs.h`",
                name.escape_debug()
            ),
            Self::NoHeader { name } => write!(
                f,
                "no header is named that defines `struct {name}`\nhelp: name it, as in `linux/fs.h`"
            ),
            Self::Folder { path, reason } => {
                write!(f, "cannot compile in {}: {reason}", path.display())
            }
            Self::FolderName { path } => write!(
                f,
                "cannot compile in {}: the kernel's Makefiles take no path with blanks or one of `:%$#'\"\\`\nhelp: build elsewhere, for example with CARGO_TARGET_DIR",
                path.display()
            ),
            Self::Make { reason } => write!(
                f,
                "`make` does not run: {reason}\nhelp: install it; kernel modules are built with it"
            ),
            Self::Compiler {
                tree,
                command,
                reason,
            } => write!(
                f,
                "the kernel tree {} compiles with `{command}`, which does not run: {reason}\nhelp: install it, or set `CC` to another compiler of the same kind: the module must be built with the same `CC`",
                tree.display()
            ),
            Self::Kbuild { tree, said } => write!(
                f,
                "the kernel tree {} compiles nothing, not even an empty file\nhelp: it must be prepared (`make modules_prepare`) on a machine like this one, and `CC`, `ARCH`, `CROSS_COMPILE` and `LLVM` be as they were then{}",
                tree.display(),
                quoted(said)
            ),
            Self::NoBtf { compiler } => write!(
                f,
                "{compiler} writes no BTF: it has no option `-gbtf`\nhelp: read its DWARF"
            ),
            Self::Object { compiler, error } => write!(
                f,
                "the debug information that {compiler} made of the probe can't be read: {error}"
            ),
        }
    }
}

impl std::error::Error for ProbeError {}

impl fmt::Display for Unobserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeader { header, name } => write!(
                f,
                "`struct {name}`: the kernel tree has no header `{header}`"
            ),
            Self::NoStruct { headers, name } => {
                let headers = list(headers);
                write!(
                    f,
                    "`struct {name}`: {headers} compiles, and defines no such struct; at most it is declared there\nhelp: name the header that has its members"
                )
            }
            Self::NotCompiled {
                headers,
                name,
                said,
            } => {
                let headers = list(headers);
                write!(
                    f,
                    "`struct {name}`: {headers} does not compile in the kernel tree, where an empty file does\nhelp: name the headers that must come before it, too{}",
                    quoted(said)
                )
            }
            Self::Contradiction { name, reason } => {
                write!(
                    f,
                    "`struct {name}`: the compiler's debug information contradicts itself: {reason}"
                )
            }
        }
    }
}

impl std::error::Error for Unobserved {}

/// `linux/fs.h`, or several.
fn list(headers: &[String]) -> String {
    headers.join(", ")
}

/// What a program said, on lines of its own. There may be very much of it: the first lines name the first fault.
fn quoted(said: &str) -> String {
    const MOST: usize = 20;
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut text = String::new();
    for line in lines.iter().take(MOST) {
        text.push_str("\n    ");
        text.push_str(line);
    }
    if lines.len() > MOST {
        text.push_str(&format!("\n    … and {} more lines", lines.len() - MOST));
    }
    text
}
