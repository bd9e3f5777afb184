// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The packages that evidence was read from.

use compat_data::catalogue;
use compat_data::resolve::Evidence;
use serde::Serialize;

/// A package that a kernel of the catalogue was read from.
#[derive(Debug, Serialize)]
pub(crate) struct Package {
    /// The kernel's release string.
    kernel: String,
    /// The package's name.
    package: String,
    /// Its version.
    version: String,
}

/// The packages behind the evidence, where it is the catalogue's.
pub(crate) fn behind(evidence: &Evidence) -> Vec<Package> {
    let builds = evidence.kernels().into_iter();
    let known = builds.filter_map(|kernel| catalogue::kernel(kernel.build.as_deref()?));
    let packages = known.flat_map(|kernel| {
        let packages = kernel.packages.iter();
        packages.map(|(package, version)| Package {
            kernel: kernel.build.clone(),
            package: package.clone(),
            version: version.clone(),
        })
    });
    packages.collect()
}

/// `linux-image-6.1.0-56-amd64 6.1.192-2`.
impl std::fmt::Display for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.package, self.version)
    }
}
