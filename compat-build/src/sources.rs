// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which structs a driver uses: those whose names stand as words in its Rust sources.
//!
//! The sources are the `.rs` files in the folder of the driver's package and in all folders below, but for hidden folders,
//! those of other packages (with a `Cargo.toml`), cargo's `target` beside the manifest, other caches (with a
//! `CACHEDIR.TAG`), and symbolic links to folders, which may lead out of the package. A word counts wherever it stands, in
//! a comment too, and as the end of a variable's name, `KERNEL_COMPAT_LAYOUT_dma_buf_ops`: to select a struct in vain
//! costs little, and to parse Rust more.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Which bytes may be a part of an identifier: beyond ASCII, most letters are.
const OF_WORD: [bool; 256] = {
    let mut of_word = [true; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        of_word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    of_word
};

/// What the sources of a driver say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sources {
    /// The known structs that they use, by name.
    pub used: BTreeSet<String>,
    /// What cargo is to watch: each folder that holds sources and nothing else, so that a further file is noticed; in other
    /// folders, each source. What a build writes there must not set it off again.
    pub watched: Vec<PathBuf>,
}

impl Sources {
    /// Reads the sources of the package in that folder, for the names of these structs, which are sorted.
    ///
    /// # Errors
    /// A folder or a file that can't be read.
    pub fn read(package: &Path, known: &[&str]) -> Result<Self, Error> {
        let mut reader = Reader {
            known,
            shortest: known.iter().map(|name| name.len()).min().unwrap_or(0),
            sources: Self::default(),
        };
        reader.folder(package, true)?;
        Ok(reader.sources)
    }
}

struct Reader<'a> {
    known: &'a [&'a str],
    shortest: usize,
    sources: Sources,
}

impl Reader<'_> {
    /// Reads the sources in a folder, and says whether it holds nothing else.
    fn folder(&mut self, folder: &Path, is_package: bool) -> Result<bool, Error> {
        let before = self.sources.watched.len();
        let mut holds_else = is_package;
        for entry in entries(folder).map_err(|error| unreadable(folder, &error))? {
            let path = entry.path();
            let Ok(found) = fs::metadata(&path) else {
                // Gone meanwhile, or a link to nothing.
                holds_else = true;
                continue;
            };
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            if found.is_dir() {
                let is_left_out = is_package && entry.file_name() == "target" || is_apart(&entry);
                holds_else |= is_left_out || !self.folder(&path, false)?;
            } else if is_source && found.is_file() {
                let text = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
                self.text(&text);
                self.sources.watched.push(path);
            } else {
                holds_else = true;
            }
        }
        if !holds_else && self.sources.watched.len() > before {
            self.sources.watched.truncate(before);
            self.sources.watched.push(folder.to_owned());
        }
        Ok(!holds_else)
    }

    /// Notes the names of structs in a text. Build scripts are compiled without optimisation, where a plain loop takes a fifth
    /// of the time of an iterator's `split`.
    fn text(&mut self, text: &[u8]) {
        let (mut begin, mut at) = (0, 0);
        while at < text.len() {
            if !OF_WORD[usize::from(text[at])] {
                self.word_or_variable(&text[begin..at]);
                begin = at + 1;
            }
            at += 1;
        }
        self.word_or_variable(&text[begin..]);
    }

    fn word_or_variable(&mut self, word: &[u8]) {
        if word.len() < self.shortest {
            return;
        }
        self.word(word);
        // `KERNEL_COMPAT_LAYOUT_dma_buf_ops`
        if let Some(rest) = word.strip_prefix(b"KERNEL_COMPAT_") {
            let mut parts = rest.splitn(2, |&byte| byte == b'_');
            self.word(parts.nth(1).unwrap_or_default());
        }
    }

    fn word(&mut self, word: &[u8]) {
        let at = self
            .known
            .binary_search_by(|name| name.as_bytes().cmp(word));
        let name = at.ok().and_then(|at| self.known.get(at));
        self.sources.used.extend(name.map(|&name| name.to_owned()));
    }
}

/// What a folder holds, by name, but for what is hidden. A folder that is not there holds nothing.
fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut entries = found.collect::<io::Result<Vec<_>>>()?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

/// Whether a folder is no part of the package that it lies in.
fn is_apart(entry: &DirEntry) -> bool {
    let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
    let has = |name| entry.path().join(name).exists();
    is_link || has("Cargo.toml") || has("CACHEDIR.TAG")
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
#[path = "../tests/unit/sources.rs"]
mod tests;
