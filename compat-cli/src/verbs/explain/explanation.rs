// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is to be said, as plain data: the text is made of it, and it is the JSON.

use serde::Serialize;

use crate::render::json::CommitJson;

/// All of it.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    pub format: u32,
    pub r#struct: String,
    /// The first release.
    pub from: String,
    /// The last one.
    pub to: String,
    pub overview: Overview,
    /// The operations, in the order in which they came.
    pub members: Vec<MemberExplained>,
    /// What holds of the driver as a whole, where one was named.
    pub driver: Option<DriverExplained>,
}

/// The struct.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    /// Whether mainline's facts are recorded; else only single kernels were read, and what lies between is concluded.
    pub has_mainline_facts: bool,
    pub layouts: Vec<LayoutOn>,
    /// Releases without the struct.
    pub absent: Vec<String>,
    pub uncertain: Vec<Uncertain>,
    /// Releases of which nothing is recorded.
    pub not_recorded: Vec<String>,
    /// Recorded kernels whose vmlinux has no type information of the struct.
    pub unknown: Vec<String>,
    /// Kernels with another layout than their number says.
    pub others: Vec<OtherKernel>,
    pub headers: Vec<HeaderOn>,
    pub modules: Vec<ModuleOn>,
    /// Types in the members' declarations that `compat_core::types` lacks.
    pub types_to_declare: Vec<String>,
}

/// A layout, and which kernels have it.
#[derive(Debug, Serialize)]
pub(crate) struct LayoutOn {
    pub name: String,
    pub kernels: String,
}

/// Releases between two kernels that differ.
#[derive(Debug, Serialize)]
pub(crate) struct Uncertain {
    pub releases: Vec<String>,
    pub before: String,
    pub after: String,
}

/// A kernel with another layout than its number says.
#[derive(Debug, Serialize)]
pub(crate) struct OtherKernel {
    pub name: String,
    /// Its number.
    pub release: String,
    pub layout: String,
    /// The layout of that release; none: none is recorded.
    pub layout_of_release: Option<String>,
    pub note: Option<String>,
}

/// A header that declares the struct.
#[derive(Debug, Serialize)]
pub(crate) struct HeaderOn {
    pub releases: String,
    pub path: String,
    /// Whether headers packages lack it.
    pub private: bool,
}

/// A module that the struct lives in.
#[derive(Debug, Serialize)]
pub(crate) struct ModuleOn {
    pub releases: String,
    pub name: String,
    pub commit: Option<CommitJson>,
}

/// One operation, or one member that is data.
#[derive(Debug, Serialize)]
pub(crate) struct MemberExplained {
    /// Its newest name here.
    pub name: String,
    /// Its names, where it has several.
    pub names: Vec<NameOn>,
    /// The kernels that have it.
    pub kernels: String,
    /// Those that have not; none: all have it.
    pub missing: Option<String>,
    pub signatures: Vec<SignatureOn>,
    pub changes: Vec<ChangeExplained>,
    pub demands: Vec<DemandExplained>,
    pub advice: Advice,
    /// What a driver has for it.
    pub entries: Vec<EntryExplained>,
}

/// A name, and which kernels have it.
#[derive(Debug, Serialize)]
pub(crate) struct NameOn {
    pub name: String,
    pub kernels: String,
}

/// A declaration, and which kernels have it. Two that differ in nothing but the name of a tag are one, in the newer spelling.
#[derive(Debug, Serialize)]
pub(crate) struct SignatureOn {
    pub c: String,
    pub kernels: String,
}

/// One change.
#[derive(Debug, Serialize)]
pub(crate) struct ChangeExplained {
    /// As in a history: added, removed, renamed, moved, signature, tag-renamed.
    pub kind: &'static str,
    /// The first release with it; none: it lies between two kernels, which the text names.
    pub release: Option<String>,
    pub commit: Option<CommitJson>,
    /// The whole of it in words.
    pub text: String,
}

/// What kernels demand.
#[derive(Debug, Serialize)]
pub(crate) struct DemandExplained {
    pub rule: Rule,
    /// The other members that the rule names.
    pub members: Vec<String>,
    pub kernels: String,
    /// What the kernel does otherwise.
    pub otherwise: String,
    pub source: String,
}

/// The kinds of demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rule {
    /// It must be set.
    Required,
    /// It must be set if the others are, and not if they are not.
    Together,
    /// It must not be set beside one of the others.
    Excludes,
}

/// What to write for a member.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Advice {
    /// In words; none: there is nothing to heed.
    pub sentences: Vec<String>,
    /// One, or several that are alternatives.
    pub entries: Vec<AdvisedEntry>,
}

/// An entry to write.
#[derive(Debug, Serialize)]
pub(crate) struct AdvisedEntry {
    /// The kernels that it serves.
    pub kernels: String,
    /// The attribute above it: `#[kernel(until = "5.10")]`.
    pub attribute: Option<String>,
    /// `fn vmap(buf: *mut dma_buf) -> *mut c_void`, or `const cache_sgt_mapping: bool`.
    pub declaration: String,
    /// The same with all arguments that some of the kernels pass, each of those in an `Option`.
    pub with_all_arguments: Option<String>,
}

/// An entry of a driver.
#[derive(Debug, Serialize)]
pub(crate) struct EntryExplained {
    pub file: String,
    pub line: usize,
    /// `fn vmap`, `const cache_sgt_mapping`.
    pub what: String,
    /// Its bounds as they are written: `until = "5.10"`.
    pub bounds: Option<String>,
    /// The kernels here that it serves; none: none, or something is wrong with it.
    pub serves: Option<String>,
    /// Whether its bounds leave out all kernels here.
    pub is_for_others: bool,
    pub problems: Vec<Problem>,
}

/// What the macro would say against it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    pub file: String,
    pub line: usize,
    pub message: String,
    pub notes: Vec<String>,
    pub help: Vec<String>,
}

/// A driver as a whole.
#[derive(Debug, Serialize)]
pub(crate) struct DriverExplained {
    /// The impl blocks that fill the struct.
    pub blocks: Vec<BlockExplained>,
    /// What is wrong with none of the members above: what is missing, what fills no member.
    pub problems: Vec<Problem>,
    /// Whether the driver, as it is, is for all kernels here.
    pub fits: bool,
}

/// An impl block.
#[derive(Debug, Serialize)]
pub(crate) struct BlockExplained {
    pub file: String,
    pub line: usize,
    pub name: String,
    /// Its `kernels`; none: all that are recorded.
    pub kernels: Option<String>,
    /// The releases here that are not among them.
    pub lacking: Vec<String>,
}
