// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is recorded of a struct, as the model and the generator look at it: which kernel has which members, in Rust.

use compat_data::c::{Member, Type};
use compat_data::history::{ChangeKind, Demand, History};
use compat_data::release::Release;

use super::case::Range;

/// One struct's history.
pub struct Facts {
    pub name: &'static str,
    /// Mainline's layouts, oldest first.
    pub layouts: Vec<Layout>,
    /// The releases of distributions' kernels that are recorded, and which layout they have.
    pub distributions: Vec<(Release, usize)>,
    /// The names of each operation.
    pub operations: Vec<Vec<&'static str>>,
    pub demands: &'static [Demand],
    /// The releases of vendors' kernels.
    vendors: Vec<Release>,
    /// Tags that were renamed, and the names that they have now.
    tags: Vec<(&'static str, &'static str)>,
}

/// One layout.
pub struct Layout {
    pub name: &'static str,
    /// The mainline releases that have it.
    pub releases: Vec<Release>,
    pub members: Vec<(&'static str, Kind)>,
}

/// What a member is, by canonical names of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Data(String),
    /// A function, with `()` for the result of one that returns nothing.
    Function {
        arguments: Vec<String>,
        result: String,
    },
}

impl Facts {
    /// The facts of an embedded history.
    pub fn of(name: &str) -> Self {
        let history = compat_data::history(name).expect(name).expect(name);
        let mut facts = Self {
            name: &history.name,
            layouts: Vec::new(),
            distributions: Vec::new(),
            operations: operations(history),
            demands: &history.demands,
            vendors: history.vendors.iter().map(|one| one.release).collect(),
            tags: Vec::new(),
        };
        for change in history.layouts.iter().flat_map(|one| &one.changes) {
            if let ChangeKind::TagRenamed { from, to } = &change.kind {
                facts.tags.push((from, to));
            }
        }
        for layout in &history.layouts {
            let range = layout.mainline.expect("a layout that mainline has");
            let releases = Release::mainline().filter(|release| range.contains(*release));
            let members = layout.members.iter();
            facts.layouts.push(Layout {
                name: &layout.name,
                releases: releases.collect(),
                members: members
                    .map(|member| (member.name.as_str(), facts.kind(member)))
                    .collect(),
            });
        }
        let snapshots = history.snapshots();
        let snapshots =
            snapshots.filter_map(|one| Some((one.kernel.release, one.layout.as_ref()?)));
        let vendors = history.vendors.iter().map(|one| (one.release, &one.layout));
        for (release, layout) in snapshots.chain(vendors) {
            let at = facts.layouts.iter().position(|one| one.name == *layout);
            facts.distributions.push((release, at.expect(layout)));
        }
        facts
    }

    /// Whether one may name that release in `kernels`.
    pub fn is_known(&self, release: Release) -> bool {
        is_mainline(release) || self.vendors.contains(&release)
    }

    /// The layouts that kernels in the range have; without a range, all.
    pub fn in_range(&self, kernels: Option<&[Range]>) -> Vec<usize> {
        let Some(ranges) = kernels else {
            return (0..self.layouts.len()).collect();
        };
        let is_in = |release: &Release| ranges.iter().any(|range| range.contains(*release));
        let mainline = |at: usize| self.layouts[at].releases.iter().any(is_in);
        let others = |at: usize| {
            let mut kernels = self.distributions.iter();
            kernels.any(|(release, layout)| *layout == at && is_in(release))
        };
        (0..self.layouts.len())
            .filter(|&at| mainline(at) || others(at))
            .collect()
    }

    /// Which operation goes by that name.
    pub fn operation(&self, name: &str) -> Option<usize> {
        let mut operations = self.operations.iter();
        operations.position(|names| names.contains(&name))
    }

    /// The operation's member in a layout.
    pub fn member(&self, operation: usize, layout: usize) -> Option<(&'static str, &Kind)> {
        let mut members = self.layouts[layout].members.iter();
        let names = &self.operations[operation];
        let (name, kind) = members.find(|(name, _)| names.contains(name))?;
        Some((name, kind))
    }

    fn kind(&self, member: &Member) -> Kind {
        let name = |ty: &Type| self.canonical(&rust(&ty.to_string()));
        match member.ty.as_function_pointer() {
            None => Kind::Data(name(&member.ty)),
            Some(function) => Kind::Function {
                arguments: function.parameters.iter().map(name).collect(),
                result: match function.result.to_string().as_str() {
                    "void" => "()".to_owned(),
                    _ => name(&function.result),
                },
            },
        }
    }

    /// A Rust type in the one spelling by which it compares.
    pub fn canonical(&self, ty: &str) -> String {
        let (access, name) = match ty.rsplit_once(' ') {
            Some((access, name)) => (format!("{access} "), name),
            None => (String::new(), ty),
        };
        let name = name.rsplit("::").next().unwrap_or(name);
        let now = self.tags.iter().find(|(from, _)| *from == name);
        let now = now.map_or(name, |(_, to)| to);
        let same = ALIASES.iter().find(|(alias, _)| *alias == now);
        format!("{access}{}", same.map_or(now, |(_, name)| name))
    }

    /// Another spelling of the same type, if there is one.
    pub fn other_spelling(&self, ty: &str) -> Option<String> {
        let canonical = self.canonical(ty);
        let (access, name) = match canonical.rsplit_once(' ') {
            Some((access, name)) => (format!("{access} "), name),
            None => (String::new(), canonical.as_str()),
        };
        let all = ALIASES.iter().chain(&self.tags);
        let mut others = all.filter(|(_, known)| *known == name);
        let (other, _) = others.find(|(other, _)| !ty.ends_with(other))?;
        Some(format!("{access}{other}"))
    }
}

/// Names of one type on every target.
const ALIASES: &[(&str, &str)] = &[
    ("i8", "c_schar"),
    ("u8", "c_uchar"),
    ("i16", "c_short"),
    ("u16", "c_ushort"),
    ("i32", "c_int"),
    ("u32", "c_uint"),
    ("i64", "c_longlong"),
    ("loff_t", "c_longlong"),
    ("u64", "c_ulonglong"),
    ("usize", "size_t"),
    ("isize", "ssize_t"),
];

pub fn is_mainline(release: Release) -> bool {
    Release::mainline().any(|known| known == release)
}

/// Names that recorded renames connect are those of one operation.
fn operations(history: &'static History) -> Vec<Vec<&'static str>> {
    let mut operations: Vec<Vec<&str>> = Vec::new();
    for layout in &history.layouts {
        for member in &layout.members {
            let name = member.name.as_str();
            if operations.iter().flatten().any(|known| *known == name) {
                continue;
            }
            let renamed = layout.changes.iter().find_map(|change| match &change.kind {
                ChangeKind::Renamed { from } if change.member.as_deref() == Some(name) => {
                    Some(from.as_str())
                }
                _ => None,
            });
            let before = operations
                .iter_mut()
                .find(|names| renamed.is_some_and(|from| names.contains(&from)));
            match before {
                Some(names) => names.push(name),
                None => operations.push(vec![name]),
            }
        }
    }
    operations
}

/// A C type in Rust, by its text.
fn rust(c: &str) -> String {
    if let Some(target) = c.strip_suffix('*') {
        let target = target.trim_end();
        let (access, target) = match target.strip_prefix("const ") {
            Some(target) => ("const", target),
            None => ("mut", target),
        };
        return format!("*{access} {}", rust(target));
    }
    let name = match c {
        "void" => "c_void",
        "char" => "c_char",
        "int" => "c_int",
        "long unsigned int" | "unsigned long" => "c_ulong",
        "bool" | "size_t" | "ssize_t" | "loff_t" => c,
        _ => {
            let tag = c.strip_prefix("struct ").or(c.strip_prefix("enum "));
            tag.unwrap_or_else(|| panic!("`{c}`: the model does not know the type"))
        }
    };
    name.to_owned()
}
