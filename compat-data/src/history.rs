// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The history of one struct: its layouts, and which kernel has which.

use std::cmp::Ordering;

use crate::c::Member;
use crate::diff::Renames;
use crate::kernel::{Architecture, Kernel, Lineage, build_numbers, featureset};
use crate::places::Places;
use crate::release::{Release, ReleaseRange};

/// All that is recorded of one kernel struct.
///
/// A value made by [`crate::record::parse`] is consistent: see [`crate::check`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The struct's tag: `dma_buf_ops`.
    pub name: String,
    /// The headers that declare it.
    pub headers: Vec<Header>,
    /// The modules that it lives in.
    pub modules: Vec<Module>,
    /// Mainline releases whose source has no such struct.
    pub absent: Vec<ReleaseRange>,
    /// The distinct layouts: mainline's oldest first, then those of no mainline release.
    pub layouts: Vec<Layout>,
    /// What kernels demand of a filled table.
    pub demands: Vec<Demand>,
    /// Kernels whose own type information was read.
    pub sources: Vec<Source>,
    /// Vendors' kernels that carry another layout than the number they go by.
    pub vendors: Vec<VendorKernels>,
}

/// A header that declares the struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The releases in which it does.
    pub releases: ReleaseRange,
    /// Its path, as an `#include` of a driver has it where that is possible, else from the top of the kernel source.
    pub path: String,
    /// Whether headers packages ship it, so that a driver can include it.
    pub private: bool,
    /// The commit that made it the header.
    pub commit: Option<Commit>,
}

/// A module that the struct lives in: where it is not built in, the kernel's own type information lacks the struct, and
/// the module's has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The releases in which it does.
    pub releases: ReleaseRange,
    /// Its name, as its file has it: `vfio-pci-core`.
    pub name: String,
    /// The commit that made it the module.
    pub commit: Option<Commit>,
}

/// One distinct list of members, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The first release that has it: `5.3`.
    pub name: String,
    /// The mainline releases that have it; none where only a distribution's kernels do.
    pub mainline: Option<ReleaseRange>,
    /// The recorded changes that lead from the layout before to this one.
    pub changes: Vec<Change>,
    /// The members, in order.
    pub members: Vec<Member>,
    /// Where they lie on kernels whose type information was read, where the declarations alone do not say.
    pub places: Vec<RecordedPlaces>,
}

/// Where a layout's members lie on some kernels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedPlaces {
    /// The kernels, each one of a source.
    pub kernels: Vec<SnapshotKernel>,
    /// Where the members lie on all of them.
    pub places: Places,
}

/// One recorded change between a mainline layout and the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The member that changed, by its name in the newer layout unless it was removed; none: the struct itself was added.
    pub member: Option<String>,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The commit that did it.
    pub commit: Option<Commit>,
    /// The change in words.
    pub note: Option<String>,
}

/// What happened to a member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name in the same place with the same meaning.
    Renamed {
        /// Its name before.
        from: String,
    },
    /// It stands elsewhere in the order.
    Moved,
    /// Its type is another one.
    Signature,
    /// A struct's tag in its type was renamed; the type is the same one.
    TagRenamed {
        /// The tag before.
        from: String,
        /// The tag now.
        to: String,
    },
}

impl ChangeKind {
    /// The word for it in the histories.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Moved => "moved",
            Self::Signature => "signature",
            Self::TagRenamed { .. } => "tag-renamed",
        }
    }
}

/// A commit of the mainline kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The first twelve digits of its id.
    pub id: String,
    /// Whether the id was seen in the kernel's repository; if not, only the release of the change is certain.
    pub confirmed: bool,
}

/// What the kernel demands of a table on some releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The mainline releases that demand it.
    pub releases: ReleaseRange,
    /// Members that must be set.
    pub required: Vec<String>,
    /// Members of which all or none must be set.
    pub together: Vec<Vec<String>>,
    /// A member, and those that must not be set beside it.
    pub excludes: Vec<(String, Vec<String>)>,
    /// What the kernel does otherwise.
    pub otherwise: String,
    /// The function that demands it, with its file.
    pub source: String,
}

/// Where the layouts of several kernels were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of a file, or of a manifest.
    pub name: String,
    /// Which of the two it is.
    pub provenance: Provenance,
    /// Whose kernels they are, where somebody said so.
    pub distribution: Option<String>,
    /// The kernels, in the order of the reports: x86-64 by release, architectures, flavours.
    pub kernels: Vec<Snapshot>,
}

/// What a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A file: a report, or a kernel's type information.
    File {
        /// The SHA-256 of its bytes, in hexadecimal.
        sha256: String,
    },
    /// A list of kernels that a distribution packages: see [`crate::catalogue`], which says of each from which packages it was
    /// read.
    Manifest,
}

impl Source {
    /// What evidence calls it: `Debian's packages`, or the file's name.
    pub fn title(&self) -> String {
        match (&self.provenance, &self.distribution) {
            (Provenance::File { .. }, _) => self.name.clone(),
            (Provenance::Manifest, Some(distribution)) => format!("{distribution}'s packages"),
            (Provenance::Manifest, None) => format!("the packages of `{}`", self.name),
        }
    }
}

/// What one kernel's own type information says of the struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The kernel: `5.4-arm64`.
    pub kernel: SnapshotKernel,
    /// The name of its layout; none: its vmlinux has no type information of the struct.
    pub layout: Option<String>,
    /// Why it differs from the mainline release it is named after, where it does.
    pub differs: Option<String>,
}

/// A recorded kernel's identity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotKernel {
    /// The upstream release.
    pub release: Release,
    /// The architecture.
    pub architecture: Architecture,
    /// The flavour; `generic` is the plain one.
    pub flavour: String,
    /// The release string of the very build that was read, `6.12.117+deb12-amd64`; none: one build of that release and
    /// flavour was read, and the record does not say which.
    pub build: Option<String>,
}

impl SnapshotKernel {
    /// The distribution's plain kernel for x86-64.
    pub fn generic(release: Release) -> Self {
        Self {
            release,
            architecture: Architecture::Amd64,
            flavour: GENERIC.to_owned(),
            build: None,
        }
    }

    /// Whether a kernel is of its architecture and flavour, as far as its name tells.
    pub(crate) fn is_of_the_kind_of(&self, kernel: &Kernel) -> bool {
        let flavour = kernel.flavour.as_deref().or(featureset(&kernel.name));
        self.architecture == kernel.architecture && self.flavour == flavour.unwrap_or(GENERIC)
    }

    /// Whether it is a plain kernel for x86-64.
    pub fn is_generic(&self) -> bool {
        self.architecture == Architecture::Amd64 && self.flavour == GENERIC
    }

    /// Whether it is a kernel of a tree that is known to follow mainline.
    fn follows_mainline(&self) -> bool {
        let follows = |build: &String| {
            let kernel = Kernel::from_release_string(build, self.architecture);
            kernel.is_ok_and(|kernel| kernel.lineage == Lineage::Mainline)
        };
        self.build.as_ref().is_none_or(follows)
    }

    /// The order in which the reports list kernels: the generic x86-64 ones by release, then the other
    /// architectures, then the other flavours.
    pub fn report_order(&self, other: &Self) -> Ordering {
        self.report_place().cmp(&other.report_place())
    }

    /// Its place in the order of the reports, to sort many by.
    pub fn report_place(&self) -> impl Ord + use<> {
        let group = match (self.architecture, self.flavour.as_str()) {
            (Architecture::Amd64, GENERIC) => 0,
            (_, GENERIC) => 1,
            _ => 2,
        };
        let numbers = self.build.as_deref().map(build_numbers);
        (
            group,
            self.release,
            self.architecture,
            self.flavour.clone(),
            numbers,
            self.build.clone(),
        )
    }

    /// The record that speaks for the kernel, if there is one: of its release, architecture and flavour.
    pub fn asked_for_by(kernel: &Kernel) -> Option<Self> {
        Some(Self {
            release: kernel.release,
            architecture: kernel.architecture,
            flavour: kernel.flavour.clone()?,
            build: None,
        })
    }

    /// The record of that very build, by its release string.
    ///
    /// # Errors
    /// When the release string alone does not say the architecture: the record would go by the name of another kernel.
    pub fn of_build(kernel: &Kernel) -> Result<Self, String> {
        let name = &kernel.name;
        let read = name.parse::<Kernel>().map_err(|error| error.to_string())?;
        if read.architecture != kernel.architecture {
            return Err(format!(
                "the release string `{name}` does not say that the kernel is for {}",
                kernel.architecture
            ));
        }
        Ok(Self {
            release: kernel.release,
            architecture: kernel.architecture,
            flavour: featureset(name).unwrap_or(GENERIC).to_owned(),
            build: Some(name.clone()),
        })
    }

    /// Whether the kernel goes by this record's name.
    pub fn is(&self, kernel: &Kernel) -> bool {
        match &self.build {
            Some(build) => *build == kernel.name && self.architecture == kernel.architecture,
            None => Self::asked_for_by(kernel).as_ref() == Some(self),
        }
    }
}

/// The flavour of plain kernels.
const GENERIC: &str = "generic";

/// `4.4-generic`, `5.4-arm64`, `5.4-aws`, `6.12.117+deb12-amd64`.
impl std::fmt::Display for SnapshotKernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(build) = &self.build {
            return f.write_str(build);
        }
        match (self.architecture, self.flavour.as_str()) {
            (Architecture::Amd64, flavour) => write!(f, "{}-{flavour}", self.release),
            (architecture, "generic") => write!(f, "{}-{architecture}", self.release),
            (architecture, flavour) => write!(f, "{}-{architecture}-{flavour}", self.release),
        }
    }
}

/// Kernels of a vendor who backports, by the minor releases or the build numbers in their release strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorKernels {
    /// What people call them: `RHEL 8.3`.
    pub name: String,
    /// The upstream release in their release strings.
    pub release: Release,
    /// The vendor's tag there: `el8`.
    pub tag: String,
    /// The vendor's minor releases: 0 and 1 for `el9_0` and `el9_1`.
    pub minors: Vec<std::ops::RangeInclusive<u32>>,
    /// The builds: the first number after the upstream version, 348 in `4.18.0-348.el8`.
    pub builds: Vec<std::ops::RangeInclusive<u32>>,
    /// The name of their layout.
    pub layout: String,
    /// What else differs.
    pub note: Option<String>,
}

impl History {
    /// A history of which nothing is known yet.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            headers: Vec::new(),
            modules: Vec::new(),
            absent: Vec::new(),
            layouts: Vec::new(),
            demands: Vec::new(),
            sources: Vec::new(),
            vendors: Vec::new(),
        }
    }

    /// The layout of that name.
    pub fn layout(&self, name: &str) -> Option<&Layout> {
        self.layouts.iter().find(|layout| layout.name == name)
    }

    /// The layout that the mainline release has, if the facts say. A number that was never released has none.
    pub fn mainline_layout(&self, release: Release) -> Option<&Layout> {
        let has = |layout: &&Layout| {
            let releases = layout.mainline;
            releases.is_some_and(|releases| releases.contains(release))
        };
        let mut layouts = self.layouts.iter();
        layouts.find(has).filter(|_| release.is_mainline())
    }

    /// The layouts of mainline, oldest first.
    pub fn mainline_layouts(&self) -> impl DoubleEndedIterator<Item = (&Layout, ReleaseRange)> {
        self.layouts
            .iter()
            .filter_map(|layout| Some((layout, layout.mainline?)))
    }

    /// The newest mainline release whose layout is recorded.
    pub fn newest(&self) -> Option<Release> {
        self.mainline_layouts().next_back()?.1.last
    }

    /// All kernels whose type information was read, whatever the source.
    pub fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.sources.iter().flat_map(|source| &source.kernels)
    }

    /// The kernels that speak for another one, by their releases, where mainline's facts do not: those of trees that are known to
    /// follow mainline. They are builds of its architecture and flavour, if such were read, else plain builds of its architecture,
    /// else plain kernels for x86-64.
    pub(crate) fn speakers(&self, kernel: &Kernel) -> Vec<&Snapshot> {
        let speakers = match featureset(&kernel.name) {
            Some(flavour) if flavour != GENERIC => {
                self.followers(kernel.architecture, flavour, true)
            }
            _ => Vec::new(),
        };
        match speakers.is_empty() {
            true => self.plain_speakers(kernel.architecture),
            false => speakers,
        }
    }

    /// The same for plain kernels.
    pub(crate) fn plain_speakers(&self, architecture: Architecture) -> Vec<&Snapshot> {
        let speakers = self.followers(architecture, GENERIC, architecture != Architecture::Amd64);
        match speakers.is_empty() {
            true => self.followers(Architecture::Amd64, GENERIC, false),
            false => speakers,
        }
    }

    /// The kernels of trees that follow mainline, of that architecture and flavour, by their releases.
    fn followers(
        &self,
        architecture: Architecture,
        flavour: &str,
        builds_only: bool,
    ) -> Vec<&Snapshot> {
        let follows = |kernel: &SnapshotKernel| {
            kernel.architecture == architecture
                && kernel.flavour == flavour
                && kernel.follows_mainline()
                && (!builds_only || kernel.build.is_some())
        };
        let snapshots = self.snapshots();
        let mut found: Vec<&Snapshot> = snapshots
            .filter(|snapshot| follows(&snapshot.kernel))
            .collect();
        found.sort_by_cached_key(|snapshot| snapshot.kernel.report_place());
        found
    }

    /// The recorded renames of members and of tags in their types.
    pub fn renames(&self) -> Renames<'_> {
        Renames::recorded_in(&self.layouts)
    }

    /// The module that the struct lives in on that mainline release.
    pub fn module(&self, release: Release) -> Option<&Module> {
        self.modules
            .iter()
            .find(|module| module.releases.contains(release))
    }

    /// What the kernel demands of a table on that mainline release.
    pub fn demand(&self, release: Release) -> Option<&Demand> {
        self.demands
            .iter()
            .find(|demand| demand.releases.contains(release))
    }
}

impl Layout {
    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Whether the list of members is all that the layout is: see [`Places::plain`].
    pub fn is_plain(&self) -> bool {
        self.places.iter().all(|recorded| recorded.places.plain)
    }

    /// Where the members lie on that kernel, where it is recorded.
    pub fn places_on(&self, kernel: &SnapshotKernel) -> Option<&Places> {
        let mut places = self.places.iter();
        places
            .find(|places| places.kernels.contains(kernel))
            .map(|recorded| &recorded.places)
    }
}
