// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The structs of a kernel's headers, observed by its own compiler: for kernels without BTF.
//!
//! One small C file includes the headers and points to the structs. The tree's own Kbuild compiles it, so with the
//! tree's exact options, in a folder outside the tree; the object's debug information has the layout.
//!
//! What is read is DWARF, which every compiler of the kernel writes. GCC 12's `-gbtf` loses enumerators beyond `int`,
//! the sign of enums and the order of an array's dimensions, so it serves as a judge of the tests.

mod cache;
mod compiler;
mod dependencies;
pub mod dwarf;
mod error;
mod folder;
mod kbuild;
mod source;

use std::path::{Path, PathBuf};

use compat_btf::Btf;
use compat_data::check::is_identifier;
use compat_data::kernel::Architecture;
use compat_data::observation::Observation;

pub use compiler::Compiler;
pub use error::{ProbeError, Unobserved};

use crate::environment::Environment;
use crate::kdir::KernelTree;
use cache::Entry;
use kbuild::{Compiled, Outcome};

/// What to observe, where and how.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The kernel's build tree. It is left as it is, and may be read-only.
    pub tree: &'a KernelTree,
    /// The structs.
    pub structs: &'a [Wanted],
    /// A folder for the probe's own files, such as a build script's OUT_DIR. What was observed is kept there.
    pub folder: &'a Path,
    /// The variables that Kbuild and the compiler get: `PATH`, `CC`, `ARCH`, `CROSS_COMPILE`, `LLVM` among them.
    pub environment: &'a Environment,
    /// What is read.
    pub format: Format,
}

/// A struct, and the headers that define it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The struct's tag: `file_operations`.
    pub name: String,
    /// The headers to include, in order, as an `#include` has them: `linux/fs.h`.
    pub headers: Vec<String>,
}

/// A form of debug information.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// What `-g` gives, of every compiler.
    #[default]
    Dwarf,
    /// What `-gbtf` gives, of GCC 12 and later.
    Btf,
}

/// What was observed.
#[derive(Clone, Debug)]
pub struct Probed {
    /// The structs, in the order of the request.
    pub structs: Vec<Result<Observation, Unobserved>>,
    /// The files that decide what is observed: headers, the tree's configuration, the compiler. What cargo should watch.
    pub files: Vec<PathBuf>,
    /// The compiler.
    pub compiler: Compiler,
    /// Whether an earlier run had observed the same, and nothing was compiled.
    pub cached: bool,
}

/// Observes structs of a kernel's headers.
///
/// # Errors
/// When nothing can be observed: the request makes no sense, or the tree compiles nothing. What is wrong with one struct
/// or its headers is told for that struct.
pub fn observe(request: &Request<'_>) -> Result<Probed, ProbeError> {
    check(request.structs)?;
    let together = observe_together(request)?;
    let first = request.structs.first().map(|wanted| &wanted.headers);
    let several = request
        .structs
        .iter()
        .any(|wanted| Some(&wanted.headers) != first);
    let refused = |result: &Result<_, _>| matches!(result, Err(Unobserved::NotCompiled { .. }));
    if !several || !together.structs.iter().any(refused) {
        return Ok(together);
    }
    // One header that does not compile takes nothing away from the structs of others.
    let mut apart = together;
    let mut done: Vec<&[String]> = Vec::new();
    for Wanted { headers, .. } in request.structs {
        if done.contains(&headers.as_slice()) {
            continue;
        }
        done.push(headers);
        let (places, structs): (Vec<usize>, Vec<Wanted>) = request
            .structs
            .iter()
            .cloned()
            .enumerate()
            .filter(|(_, wanted)| wanted.headers == *headers)
            .unzip();
        let group = observe_together(&Request {
            structs: &structs,
            ..*request
        })?;
        for (place, observed) in places.into_iter().zip(group.structs) {
            apart.structs[place] = observed;
        }
        apart.files.extend(group.files);
    }
    apart.files.sort_unstable();
    apart.files.dedup();
    Ok(apart)
}

/// All structs in one compilation.
fn observe_together(request: &Request<'_>) -> Result<Probed, ProbeError> {
    let key = cache::Key::new(request);
    if let Some(entry) = key.load(request) {
        return Ok(probed(request, entry, true));
    }
    let entry = match kbuild::compile(request)? {
        Outcome::Compiled(compiled) => Entry {
            btf: btf(request, &compiled)?,
            compiler: compiled.compiler,
            files: compiled.files,
        },
        Outcome::Refused {
            compiler,
            files,
            said,
        } => {
            let structs = request.structs.iter();
            return Ok(Probed {
                structs: structs
                    .map(|wanted| Err(not_compiled(wanted, &said)))
                    .collect(),
                files: watched(request, files, &compiler),
                compiler,
                cached: false,
            });
        }
    };
    // A header that appears later is no file that could be watched: what is missing is not kept.
    let probed = probed(request, entry.clone(), false);
    let missing = |result: &Result<_, _>| matches!(result, Err(Unobserved::NoHeader { .. }));
    if !probed.structs.iter().any(missing) {
        key.store(request, &entry);
    }
    Ok(probed)
}

/// The BTF of an object file with the structs.
fn btf(request: &Request<'_>, compiled: &Compiled) -> Result<Vec<u8>, ProbeError> {
    let btf = match request.format {
        Format::Btf => dwarf::embedded_btf(&compiled.object),
        Format::Dwarf => {
            let tags = source::tags(request.structs);
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            dwarf::btf(&compiled.object, &tags)
        }
    };
    btf.map_err(|error| ProbeError::Object {
        compiler: compiled.compiler.to_string(),
        error,
    })
}

fn probed(request: &Request<'_>, entry: Entry, cached: bool) -> Probed {
    let observation = |wanted: &Wanted| read(request, wanted, &entry.btf);
    Probed {
        structs: request.structs.iter().map(observation).collect(),
        files: watched(request, entry.files, &entry.compiler),
        compiler: entry.compiler,
        cached,
    }
}

/// One struct of the BTF.
fn read(request: &Request<'_>, wanted: &Wanted, btf: &[u8]) -> Result<Observation, Unobserved> {
    let name = || wanted.name.clone();
    let contradiction = |error: compat_btf::Error| Unobserved::Contradiction {
        name: name(),
        reason: error.to_string(),
    };
    let pointer_size = match request.tree.architecture {
        Architecture::Armhf => 4,
        Architecture::Amd64
        | Architecture::Arm64
        | Architecture::Ppc64el
        | Architecture::Riscv64 => 8,
    };
    let btf = Btf::parse(source::OBJECT, btf).map_err(contradiction)?;
    let btf = btf.with_pointer_size(pointer_size);
    if let Some(observation) = btf.observe(&wanted.name).map_err(contradiction)? {
        return Ok(observation);
    }
    for (number, header) in source::headers(request.structs).into_iter().enumerate() {
        let marker = source::missing_header(number);
        let missing = btf.observe(&marker).map_err(contradiction)?.is_some();
        if missing && wanted.headers.iter().any(|wanted| wanted == header) {
            return Err(Unobserved::NoHeader {
                header: header.to_owned(),
                name: name(),
            });
        }
    }
    Err(Unobserved::NoStruct {
        headers: wanted.headers.clone(),
        name: name(),
    })
}

fn not_compiled(wanted: &Wanted, said: &str) -> Unobserved {
    Unobserved::NotCompiled {
        headers: wanted.headers.clone(),
        name: wanted.name.clone(),
        said: said.to_owned(),
    }
}

/// The files that decide: what was included, the tree's own, and the compiler.
fn watched(request: &Request<'_>, mut files: Vec<PathBuf>, compiler: &Compiler) -> Vec<PathBuf> {
    files.extend(cache::tree_files(request));
    files.push(compiler.path.clone());
    files.sort_unstable();
    files.dedup();
    files
}

/// Names go into a C file, so they must be names.
fn check(structs: &[Wanted]) -> Result<(), ProbeError> {
    if structs.is_empty() {
        return Err(ProbeError::NoStructs);
    }
    for Wanted { name, headers } in structs {
        if !is_identifier(name) {
            return Err(ProbeError::Tag { name: name.clone() });
        }
        if headers.is_empty() {
            return Err(ProbeError::NoHeader { name: name.clone() });
        }
        for header in headers {
            let is_path = |c: char| c.is_ascii_alphanumeric() || "_/.-+,".contains(c);
            if header.is_empty() || header.contains("//") || !header.chars().all(is_path) {
                return Err(ProbeError::Header {
                    name: header.clone(),
                });
            }
        }
    }
    Ok(())
}
