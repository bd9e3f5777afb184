// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels that the catalogue's histories were read from: of each the packages and their versions, and the SHA-256 of what
//! was read. Histories name them by release string alone, in sources with `manifest`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::check::is_sha256;
use crate::kernel::{Architecture, Kernel};
use crate::record::LICENCE;

/// The name of the catalogue's manifest in the histories' sources.
pub const MANIFEST: &str = "debian";

/// A kernel that histories of the catalogue were read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueKernel {
    /// Its release string: `6.12.117+deb12-amd64`.
    pub build: String,
    /// Its architecture.
    pub architecture: Architecture,
    /// The suite of the archive that had it.
    pub suite: String,
    /// The packages that were unpacked, with their versions.
    pub packages: BTreeMap<String, String>,
    /// The SHA-256 of its boot image, in hexadecimal.
    pub image: String,
    /// That of its modules with type information that were read, by the text that `sha256sum *.ko*` prints of them in the order
    /// of their names; none: no module was read.
    pub modules: Option<String>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    kernel: Vec<RawKernel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKernel {
    build: String,
    architecture: String,
    suite: String,
    packages: BTreeMap<String, String>,
    image: String,
    modules: Option<String>,
}

/// The kernels of the embedded catalogue, in the order in which they are printed; read when first asked for.
///
/// # Errors
/// All that is wrong with the list, which the tests of this library exclude.
pub fn kernels() -> Result<&'static [CatalogueKernel], &'static str> {
    static KERNELS: OnceLock<Result<Vec<CatalogueKernel>, String>> = OnceLock::new();
    let kernels = KERNELS.get_or_init(|| parse(include_str!("../catalogue/kernels.toml")));
    match kernels {
        Ok(kernels) => Ok(kernels),
        Err(error) => Err(error),
    }
}

/// What is known of the build with that release string; none: no history of the catalogue was read from it.
pub fn kernel(build: &str) -> Option<&'static CatalogueKernel> {
    kernels().ok()?.iter().find(|kernel| kernel.build == build)
}

/// Reads the list.
///
/// # Errors
/// Text that is no such list, and kernels that are not what they are said to be, a line for each.
pub fn parse(text: &str) -> Result<Vec<CatalogueKernel>, String> {
    let raw: Raw = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut problems = Vec::new();
    let mut kernels: Vec<CatalogueKernel> = Vec::new();
    for raw in raw.kernel {
        match kernel_of(raw) {
            Ok(kernel) if kernels.iter().any(|known| known.build == kernel.build) => {
                problems.push(format!("kernel `{}` stands twice", kernel.build));
            }
            Ok(kernel) => kernels.push(kernel),
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(kernels),
        false => Err(problems.join("\n")),
    }
}

fn kernel_of(raw: RawKernel) -> Result<CatalogueKernel, String> {
    let build = raw.build;
    let kernel: Kernel = build
        .parse()
        .map_err(|error| format!("kernel `{build}`: {error}"))?;
    let architecture = kernel.architecture;
    if !kernel.is_build() || architecture.name() != raw.architecture {
        return Err(format!(
            "kernel `{build}` is not the release string of a build for {}",
            raw.architecture
        ));
    }
    let mut sums = std::iter::once(&raw.image).chain(&raw.modules);
    if let Some(sum) = sums.find(|sum| !is_sha256(sum)) {
        return Err(format!(
            "kernel `{build}`: `{sum}` is not a SHA-256: write its 64 hexadecimal digits"
        ));
    }
    if raw.packages.is_empty() {
        return Err(format!("kernel `{build}` is of no package"));
    }
    Ok(CatalogueKernel {
        architecture,
        build,
        suite: raw.suite,
        packages: raw.packages,
        image: raw.image,
        modules: raw.modules,
    })
}

/// The list as TOML, in the form in which it is committed.
pub fn print(kernels: &[CatalogueKernel]) -> String {
    let mut out = format!(
        "{LICENCE}\n# The kernels that the catalogue's histories were read from. Written by `cargo xtask catalogue`.\n"
    );
    for kernel in kernels {
        let packages = kernel.packages.iter();
        let packages: Vec<String> = packages
            .map(|(name, version)| format!("\"{name}\" = \"{version}\""))
            .collect();
        // Writing to a `String` can't fail. None of these texts has anything to escape.
        let _ = write!(
            out,
            "\n[[kernel]]\nbuild = \"{}\"\narchitecture = \"{}\"\nsuite = \"{}\"\npackages = {{ {} }}\nimage = \"{}\"\n",
            kernel.build,
            kernel.architecture,
            kernel.suite,
            packages.join(", "),
            kernel.image
        );
        if let Some(modules) = &kernel.modules {
            let _ = writeln!(out, "modules = \"{modules}\"");
        }
    }
    out
}
