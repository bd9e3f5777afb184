// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What earlier runs observed, in a file for each set of structs.
//!
//! An entry counts only when everything that it depends on is as it was: the request, the tree's configuration, the
//! environment, the compiler and every header that was included. What can't be read or written is done without: the
//! probe runs again.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::compiler::Compiler;
use super::{Request, Wanted};

/// What is kept of one compilation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub btf: Vec<u8>,
    pub compiler: Compiler,
    /// The files that were included.
    pub files: Vec<PathBuf>,
}

/// What an entry was made for.
pub(super) struct Key {
    text: String,
    file: PathBuf,
}

/// The form of entries. It changes with what is written, and with what the probe compiles.
const VERSION: &str = concat!("kernel-compat probe 1, ", env!("CARGO_PKG_VERSION"));

/// The files of a tree that say how it compiles. `.kernelvariables` is Debian's.
const TREE_FILES: [&str; 6] = [
    "Makefile",
    ".kernelvariables",
    ".config",
    "include/config/auto.conf",
    "include/generated/autoconf.h",
    "include/generated/utsrelease.h",
];

/// The variables that decide which compiler runs, and with which options.
const VARIABLES: [&str; 14] = [
    "PATH",
    "CC",
    "ARCH",
    "SUBARCH",
    "CROSS_COMPILE",
    "LLVM",
    "LLVM_IAS",
    "KCFLAGS",
    "KCPPFLAGS",
    "CFLAGS_MODULE",
    "DEB_HOST_ARCH",
    "DEB_BUILD_ARCH",
    "DEB_HOST_GNU_TYPE",
    "DEBIAN_KERNEL_USE_CCACHE",
];

/// The tree's own files that say how it compiles.
pub(super) fn tree_files(request: &Request<'_>) -> impl Iterator<Item = PathBuf> {
    let files = TREE_FILES.iter().map(|name| request.tree.path.join(name));
    files.filter(|file| file.is_file())
}

impl Key {
    pub fn new(request: &Request<'_>) -> Self {
        let mut text = Text::new();
        text.line("version", [VERSION]);
        text.line("tree", [request.tree.path.to_string_lossy().as_ref()]);
        text.line("release", [request.tree.release.as_str()]);
        text.line("format", [format!("{:?}", request.format).as_str()]);
        for Wanted { name, headers } in request.structs {
            let headers = headers.iter().map(String::as_str);
            text.line("struct", std::iter::once(name.as_str()).chain(headers));
        }
        // Up to here it is the question; the rest may change the answer.
        let file = request
            .folder
            .join(format!("probe-{:016x}", hash(text.0.as_bytes())));
        for file in tree_files(request) {
            let contents = fs::read(&file).unwrap_or_default();
            let hash = format!("{:016x}", hash(&contents));
            text.line("file", [hash.as_str(), file.to_string_lossy().as_ref()]);
        }
        for variable in VARIABLES {
            if let Some(value) = request.environment.get(variable) {
                text.line("variable", [variable, value.to_string_lossy().as_ref()]);
            }
        }
        Self { text: text.0, file }
    }

    /// The entry for this key, if there is one that still holds.
    pub fn load(&self, request: &Request<'_>) -> Option<Entry> {
        let bytes = fs::read(&self.file).ok()?;
        let rest = bytes.strip_prefix(self.text.as_bytes())?;
        // The texts before the BTF end with an empty line.
        let end = rest.windows(2).position(|bytes| bytes == b"\n\n")?;
        let (head, btf) = (std::str::from_utf8(&rest[..end]).ok()?, &rest[end + 2..]);
        let mut lines = head.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let length = field("btf")?;
        let compiler = Compiler {
            command: field("command")?.to_owned(),
            path: PathBuf::from(field("path")?),
            version: field("compiler")?.to_owned(),
        };
        if length != btf.len().to_string()
            || Compiler::ask(&compiler.command, request.environment).ok()? != compiler
        {
            return None;
        }
        let mut files = Vec::new();
        for line in lines {
            let (state, file) = line.strip_prefix("header ")?.split_once(' ')?;
            let file = PathBuf::from(file);
            if self::state(&file)? != state {
                return None;
            }
            files.push(file);
        }
        Some(Entry {
            btf: btf.to_vec(),
            compiler,
            files,
        })
    }

    /// Writes the entry, whole or not at all.
    pub fn store(&self, request: &Request<'_>, entry: &Entry) {
        let Some(bytes) = self.bytes(entry) else {
            return;
        };
        let mut name = OsString::from(&self.file);
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = request.folder.join(name);
        if fs::write(&temporary, bytes)
            .and_then(|()| fs::rename(&temporary, &self.file))
            .is_err()
        {
            // Without an entry the probe runs again.
            let _ = fs::remove_file(&temporary);
        }
    }

    /// The entry as a file has it; none: a name breaks over lines, or a header is gone.
    fn bytes(&self, entry: &Entry) -> Option<Vec<u8>> {
        let Compiler {
            command,
            path,
            version,
        } = &entry.compiler;
        let mut lines = vec![
            format!("btf {}", entry.btf.len()),
            format!("command {command}"),
            format!("path {}", path.to_str()?),
            format!("compiler {version}"),
        ];
        for file in &entry.files {
            lines.push(format!("header {} {}", state(file)?, file.to_str()?));
        }
        if lines.iter().any(|line| line.contains(['\n', '\r'])) {
            return None;
        }
        let mut bytes = self.text.clone().into_bytes();
        bytes.extend_from_slice(lines.join("\n").as_bytes());
        bytes.extend_from_slice(b"\n\n");
        bytes.extend_from_slice(&entry.btf);
        Some(bytes)
    }
}

/// Lines of words, no two keys the same.
struct Text(String);

impl Text {
    fn new() -> Self {
        Self(String::new())
    }

    fn line<'a>(&mut self, name: &str, words: impl IntoIterator<Item = &'a str>) {
        self.0.push_str(name);
        for word in words {
            self.0.push_str(&format!(" {word:?}"));
        }
        self.0.push('\n');
    }
}

/// A file's size and time, which tell whether it changed as make's own rule does.
fn state(file: &Path) -> Option<String> {
    let metadata = fs::metadata(file).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{}:{}", metadata.len(), modified.as_nanos()))
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
