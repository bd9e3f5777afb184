// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is wrong with a file.

use std::fmt;

/// A file whose BTF can't be reached.
#[derive(Debug)]
pub struct FileError {
    /// The name of the file.
    pub file: String,
    /// What is wrong with it.
    pub problem: FileProblem,
}

/// What can be wrong with a file.
#[derive(Debug)]
pub enum FileProblem {
    /// It can't be read.
    Io(std::io::Error),
    /// It is shorter than what is in it says.
    Truncated {
        /// How long it is, or what is in it.
        length: u64,
    },
    /// It is an ELF file of a class, a byte order or a form that no kernel has.
    Elf {
        /// What is wrong.
        what: &'static str,
    },
    /// It is an ELF file without the section `.BTF`.
    NoBtfSection,
    /// It is neither raw BTF nor ELF, and other forms are not read without the feature `vmlinuz`.
    NeitherBtfNorElf,
    /// It is of no form that is known.
    UnknownForm,
    /// It is compressed in a way that is not read.
    UnknownCompression {
        /// What is known of it.
        name: String,
    },
    /// The bytes do not decompress.
    Decompression {
        /// How they are compressed.
        format: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// It decompresses to more than any kernel is long.
    TooLarge {
        /// The most that is read.
        limit: u64,
    },
    /// It is a kernel's image without BTF in it.
    NoBtfInImage,
}

impl FileProblem {
    /// The error of the file of that name.
    pub(super) fn of(self, file: &str) -> FileError {
        FileError {
            file: file.to_owned(),
            problem: self,
        }
    }
}

impl From<std::io::Error> for FileProblem {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.problem)
    }
}

impl std::error::Error for FileError {}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be read: {error}"),
            Self::Truncated { length } => {
                write!(f, "truncated: something lies behind its end, byte {length}")
            }
            Self::Elf { what } => write!(f, "an ELF file with {what}"),
            Self::NoBtfSection => f.write_str(
                "an ELF file without type information: it has no section `.BTF`\nhelp: the kernel has it when CONFIG_DEBUG_INFO_BTF is set, its modules with CONFIG_DEBUG_INFO_BTF_MODULES",
            ),
            Self::NeitherBtfNorElf => f.write_str(
                "neither raw BTF nor an ELF file\nhelp: boot images and compressed modules are read with the feature `vmlinuz` of compat-btf",
            ),
            Self::UnknownForm => f.write_str(
                "neither raw BTF, nor an ELF file, nor a boot image or a compressed file that is known",
            ),
            Self::UnknownCompression { name } => {
                write!(f, "compressed in a way that is not read: {name}")
            }
            Self::Decompression { format, reason } => {
                write!(f, "broken {format} data: {reason}")
            }
            Self::TooLarge { limit } => {
                write!(f, "it decompresses to more than {limit} bytes")
            }
            Self::NoBtfInImage => f.write_str("a kernel image without type information"),
        }
    }
}
