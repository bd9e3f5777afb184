// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files that carry BTF: raw, ELF (vmlinux, modules), and, with the feature `vmlinuz`, boot images and compressed
//! modules.

#[cfg(feature = "vmlinuz")]
mod decompress;
mod elf;
mod error;
#[cfg(feature = "vmlinuz")]
mod image;
mod release;

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use compat_data::kernel::Architecture;
use compat_data::observation::Observation;
pub use error::{FileError, FileProblem};

use crate::bytes::ByteOrder;
use crate::error::{Error, Problem};
use crate::header::MAGIC;
use crate::view::Btf;

/// The BTF of one file.
#[derive(Clone, Debug)]
pub struct BtfFile {
    /// What errors call it.
    name: String,
    /// The BTF itself.
    btf: Vec<u8>,
    /// The part of the kernel's types that the file carries for its own: a module's that was built out of tree, from
    /// 6.11 on.
    base: Option<Vec<u8>>,
    /// The release string of its kernel, where the file tells.
    release: Option<String>,
    /// The size of a pointer, where the file tells.
    pointer_size: Option<u64>,
    /// The architecture, where the file tells.
    architecture: Option<Architecture>,
    /// Whether it had to be unpacked.
    packed: bool,
}

/// The most that a compressed file is decompressed to, unless the caller says otherwise: more than any kernel has.
const LARGEST: u64 = 512 << 20;

/// Reads the BTF of a file, and no more of it than needed.
///
/// # Errors
/// A file that can't be read, that is of no known form, or that has no BTF.
pub fn open(path: &Path) -> Result<BtfFile, FileError> {
    let name = path.display().to_string();
    let read = || {
        let mut file = File::open(path)?;
        // The files of /sys/kernel/btf have a length too.
        let length = file.metadata()?.len();
        from_reader(&name, &mut file, length, LARGEST)
    };
    read().map_err(|problem: FileProblem| problem.of(&name))
}

/// Reads the BTF of a file's bytes; `name` is what errors call it.
///
/// # Errors
/// Bytes of no known form, or without BTF.
pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<BtfFile, FileError> {
    from_bytes_within(name, bytes, LARGEST)
}

/// Reads the BTF of a file's bytes, and decompresses them to no more than `limit` bytes.
///
/// # Errors
/// Those of [`from_bytes`], and compressed data that is longer.
pub fn from_bytes_within(name: &str, bytes: &[u8], limit: u64) -> Result<BtfFile, FileError> {
    from_reader(name, &mut Cursor::new(bytes), bytes.len() as u64, limit)
        .map_err(|problem| problem.of(name))
}

impl BtfFile {
    /// The view of a kernel's BTF.
    ///
    /// # Errors
    /// A broken header, and split BTF: a module's needs [`Self::btf_over`].
    pub fn btf(&self) -> Result<Btf<'_>, Error> {
        Ok(self.sized(Btf::parse(&self.name, &self.btf)?))
    }

    /// The view of a module's BTF over that of the kernel it was built for, or over [`Self::base`].
    ///
    /// # Errors
    /// A broken header, or a base that can't be one.
    pub fn btf_over<'a>(&'a self, base: &'a Btf<'a>) -> Result<Btf<'a>, Error> {
        Ok(self.sized(Btf::parse_split(&self.name, &self.btf, base)?))
    }

    /// The view of the base that a module built out of tree carries: the types of the kernel that it refers to, of
    /// structs no more than name and size. With it, the kernel's own BTF is no base for the module's.
    ///
    /// # Errors
    /// A broken header.
    pub fn base(&self) -> Result<Option<Btf<'_>>, Error> {
        let base = self.base.as_deref();
        base.map(|bytes| Ok(self.sized(Btf::parse(&self.name, bytes)?)))
            .transpose()
    }

    /// The struct of that name, in a kernel's BTF or in a module's: over the types that it brings, or else over those of the
    /// kernel that it was built for. None: it has no such struct.
    ///
    /// # Errors
    /// BTF that contradicts itself where the struct needs it, and a module's without its kernel's or over another's.
    pub fn observe(&self, kernel: Option<&Self>, name: &str) -> Result<Option<Observation>, Error> {
        if let Some(base) = self.base()? {
            let btf = self.btf_over(&base)?;
            // Of the base's structs there is no more than name and size.
            let is_own = btf.structs()?.iter().any(|(_, own)| *own == name);
            return if is_own { btf.observe(name) } else { Ok(None) };
        }
        let Some(kernel) = kernel else {
            return self.btf()?.observe(name);
        };
        let base = kernel.btf()?;
        let btf = self.btf_over(&base)?;
        // Over another build's types its names would begin elsewhere, which this notices.
        btf.structs()?;
        btf.observe(name)
    }

    /// The bytes of the BTF itself, for a program that can't take them out of the file.
    pub fn raw(&self) -> &[u8] {
        &self.btf
    }

    /// Whether the types continue those of a kernel, so that [`Self::btf`] is not enough.
    pub fn is_split(&self) -> bool {
        matches!(
            self.btf(),
            Err(Error {
                problem: Problem::NeedsBase,
                ..
            })
        )
    }

    /// The release string of the kernel that the file is of, as its `uname -r` prints it, where the file says so: a module
    /// and a boot image do, and a `vmlinux` that still has its constants. BTF itself does not.
    pub fn kernel_release(&self) -> Option<&str> {
        self.release.as_deref()
    }

    /// The architecture of the kernel, where the file says so and it is one of ours: an ELF file does, and a boot image for x86,
    /// arm64 or RISC-V.
    pub fn architecture(&self) -> Option<Architecture> {
        self.architecture
    }

    /// Whether it is a boot image or a compressed file, which the feature `vmlinuz` alone reads.
    pub fn is_packed(&self) -> bool {
        self.packed
    }

    fn sized<'a>(&self, btf: Btf<'a>) -> Btf<'a> {
        match self.pointer_size {
            Some(size) => btf.with_pointer_size(size),
            None => btf,
        }
    }
}

fn from_reader(
    name: &str,
    reader: &mut (impl Read + Seek),
    length: u64,
    limit: u64,
) -> Result<BtfFile, FileProblem> {
    let mut start = [0; 4];
    let got = read_up_to(reader, &mut start)?;
    let magic = start.get(..got).unwrap_or_default();
    if is_raw(magic) {
        return Ok(BtfFile {
            name: name.to_owned(),
            btf: read_at(reader, length, 0, length)?,
            base: None,
            release: None,
            pointer_size: None,
            architecture: None,
            packed: false,
        });
    }
    if magic == elf::MAGIC {
        let sections = elf::read(reader, length)?;
        return Ok(BtfFile {
            name: name.to_owned(),
            btf: sections.btf,
            base: sections.base,
            release: sections.release,
            pointer_size: Some(sections.pointer_size),
            architecture: sections.architecture,
            packed: false,
        });
    }
    packed(name, reader, length, limit)
}

/// What is neither raw BTF nor ELF.
#[cfg(feature = "vmlinuz")]
fn packed(
    name: &str,
    reader: &mut (impl Read + Seek),
    length: u64,
    limit: u64,
) -> Result<BtfFile, FileProblem> {
    let bytes = read_at(reader, length, 0, length)?;
    let unpacked = image::unpack(&bytes, limit)?;
    let outside = release::in_setup_header(&bytes);
    // Only x86 images have that header; that of a 32-bit kernel holds an ELF file that says so.
    let of_header = outside.as_ref().map(|_| Architecture::Amd64);
    match unpacked {
        image::Unpacked::Elf(bytes) => {
            let length = bytes.len() as u64;
            let sections = elf::read(&mut Cursor::new(&bytes), length)?;
            Ok(BtfFile {
                name: name.to_owned(),
                btf: sections.btf,
                base: sections.base,
                release: outside.or(sections.release),
                pointer_size: Some(sections.pointer_size),
                architecture: sections.architecture,
                packed: true,
            })
        }
        image::Unpacked::Btf {
            btf,
            release,
            architecture,
        } => Ok(BtfFile {
            name: name.to_owned(),
            btf,
            base: None,
            release: outside.or(release),
            pointer_size: None,
            architecture: architecture.or(of_header),
            packed: true,
        }),
    }
}

#[cfg(not(feature = "vmlinuz"))]
fn packed(
    _name: &str,
    _reader: &mut (impl Read + Seek),
    _length: u64,
    _limit: u64,
) -> Result<BtfFile, FileProblem> {
    Err(FileProblem::NeitherBtfNorElf)
}

fn is_raw(bytes: &[u8]) -> bool {
    ByteOrder::Little
        .u16(bytes, 0)
        .is_some_and(|magic| magic == MAGIC || magic.swap_bytes() == MAGIC)
}

/// The bytes of a file of that length from `offset` on; no more is allocated than the file is long.
fn read_at(
    reader: &mut (impl Read + Seek),
    length: u64,
    offset: u64,
    count: u64,
) -> Result<Vec<u8>, FileProblem> {
    let end = offset.checked_add(count).filter(|&end| end <= length);
    let end = end.ok_or(FileProblem::Truncated { length })?;
    reader.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    let room = usize::try_from(count).map_err(|_| FileProblem::Truncated { length })?;
    // At once, for growing would copy. A sparse file can be longer than all memory.
    bytes
        .try_reserve_exact(room)
        .map_err(|_| std::io::Error::from(std::io::ErrorKind::OutOfMemory))?;
    reader.take(count).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == count {
        true => Ok(bytes),
        false => Err(FileProblem::Truncated { length: end }),
    }
}

/// Fills as much of the buffer as there is.
fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize, FileProblem> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}
