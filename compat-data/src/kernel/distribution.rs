// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels whose release strings are known to follow mainline: mainline's own, and those of some distributions.
//!
//! A string that has none of these shapes may be of anybody's tree, so its number says nothing.

use super::Architecture;
use super::shape::has_shape;

/// What follows the upstream version in mainline's own release strings. A `+` at the end or `-dirty` means that the
/// tree had more in it (the kernel's `scripts/setlocalversion`).
const PLAIN: [&str; 2] = ["", "-rc#"];

/// Arch's.
const ARCH: &str = "-arch#-#";

/// Fedora's, before the architecture.
const FEDORA: &str = "-#.fc#";

/// Ubuntu's, before the flavour.
const UBUNTU: &str = "-#-";

/// Debian's, before the featureset and the flavour: the ABI number of a stable release, the same in a backport to an
/// older one, and, since 6.9, no ABI number; see the Debian kernel handbook, "Debian kernel packages".
const DEBIAN: [&str; 9] = [
    "-#",
    "-0.bpo.#",
    "-0.deb#.#",
    "",
    "-rc#",
    "+bpo",
    "+deb#",
    "+deb#.#",
    "+deb#+#",
];

/// Debian's featuresets, and the one flavour whose name begins with a word of its own.
const DEBIAN_FEATURESETS: [&str; 2] = ["-cloud", "-rt"];

/// The flavours of Ubuntu's kernels, with the architecture where the flavour is for one only.
const UBUNTU_FLAVOURS: [(&str, Option<Architecture>); 12] = [
    ("generic", None),
    ("generic-64k", Some(Architecture::Arm64)),
    ("generic-lpae", Some(Architecture::Armhf)),
    ("lowlatency", None),
    ("lowlatency-64k", Some(Architecture::Arm64)),
    ("aws", None),
    ("azure", None),
    ("gcp", None),
    ("gke", None),
    ("kvm", None),
    ("oem", None),
    ("oracle", None),
];

/// The flavours of Debian's kernels that are named after an architecture; none: of an architecture that is not ours.
const DEBIAN_FLAVOURS: [(&str, Option<Architecture>); 11] = [
    ("amd64", Some(Architecture::Amd64)),
    ("arm64", Some(Architecture::Arm64)),
    ("arm64-16k", Some(Architecture::Arm64)),
    ("armmp", Some(Architecture::Armhf)),
    ("armmp-lpae", Some(Architecture::Armhf)),
    ("powerpc64le", Some(Architecture::Ppc64el)),
    ("riscv64", Some(Architecture::Riscv64)),
    ("loong64", None),
    ("s390x", None),
    ("686", None),
    ("686-pae", None),
];

/// The kernel's own and the package managers' names of architectures (`uname -m`); none: it is not one of ours.
const MACHINES: [(&str, Option<Architecture>); 9] = [
    ("x86_64", Some(Architecture::Amd64)),
    ("aarch64", Some(Architecture::Arm64)),
    ("armv7hl", Some(Architecture::Armhf)),
    ("ppc64le", Some(Architecture::Ppc64el)),
    ("riscv64", Some(Architecture::Riscv64)),
    ("i686", None),
    ("loongarch64", None),
    ("ppc64", None),
    ("s390x", None),
];

/// A kernel that follows mainline.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Follower {
    /// The flavour that records go by.
    pub flavour: Option<&'static str>,
}

/// Whether what follows the upstream version in a release string is known to follow mainline.
pub(super) fn follower(suffix: &str) -> Option<Follower> {
    if let Some(flavour) = ubuntu_flavour(suffix) {
        return Some(Follower {
            flavour: Some(flavour),
        });
    }
    let follows = PLAIN.iter().any(|shape| has_shape(suffix, shape))
        || has_shape(suffix, ARCH)
        || is_fedora(suffix)
        || is_debian(suffix);
    follows.then_some(Follower { flavour: None })
}

/// The distribution whose release strings end so, of those that are known here; none: it is mainline's own, or somebody else's.
pub(super) fn packager(suffix: &str) -> Option<&'static str> {
    let known = [
        ("Ubuntu", ubuntu_flavour(suffix).is_some()),
        ("Arch", has_shape(suffix, ARCH)),
        ("Fedora", is_fedora(suffix)),
        ("Debian", is_debian(suffix)),
    ];
    let mut names = known.into_iter().filter(|(_, is_theirs)| *is_theirs);
    names.next().map(|(name, _)| name)
}

fn ubuntu_flavour(suffix: &str) -> Option<&'static str> {
    let mut flavours = UBUNTU_FLAVOURS.iter().map(|(flavour, _)| *flavour);
    flavours.find(|flavour| {
        suffix
            .strip_suffix(flavour)
            .is_some_and(|build| has_shape(build, UBUNTU))
    })
}

fn is_fedora(suffix: &str) -> bool {
    let build = MACHINES
        .iter()
        .find_map(|(machine, _)| suffix.strip_suffix(machine)?.strip_suffix('.'));
    has_shape(build.unwrap_or(suffix), FEDORA)
}

fn is_debian(suffix: &str) -> bool {
    DEBIAN_FLAVOURS
        .iter()
        .filter_map(|(flavour, _)| suffix.strip_suffix(flavour)?.strip_suffix('-'))
        .any(|build| {
            let build = DEBIAN_FEATURESETS
                .iter()
                .find_map(|featureset| build.strip_suffix(featureset))
                .unwrap_or(build);
            DEBIAN.iter().any(|shape| has_shape(build, shape))
        })
}

/// The featureset of a Debian kernel: `cloud`.
pub(super) fn debian_featureset(suffix: &str) -> Option<&'static str> {
    let flavours = DEBIAN_FLAVOURS.iter();
    let before = flavours
        .filter_map(|(flavour, _)| suffix.strip_suffix(flavour)?.strip_suffix('-'))
        .find_map(|build| {
            let featureset = DEBIAN_FEATURESETS
                .iter()
                .find(|featureset| build.ends_with(**featureset));
            featureset.and_then(|featureset| featureset.strip_prefix('-'))
        });
    before.filter(|_| is_debian(suffix))
}

/// The word for an architecture that a release string ends with, and which it is; none: not one of ours.
pub(super) fn trailing_architecture(suffix: &str) -> Option<(&'static str, Option<Architecture>)> {
    MACHINES
        .into_iter()
        .chain(DEBIAN_FLAVOURS)
        .chain(
            UBUNTU_FLAVOURS
                .into_iter()
                .filter(|(_, architecture)| architecture.is_some()),
        )
        .find(|(word, _)| {
            suffix
                .strip_suffix(word)
                .is_some_and(|before| before.ends_with(['-', '.']))
        })
}

/// The architecture that others call so: arm64 for `aarch64`.
pub(super) fn architecture_called(word: &str) -> Option<Architecture> {
    MACHINES
        .into_iter()
        .chain(DEBIAN_FLAVOURS)
        .find(|(known, _)| *known == word)?
        .1
}
