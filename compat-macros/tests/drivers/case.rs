// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver's table as plain data.

use compat_data::release::Release;

/// `#[kernel_ops(STRUCT, kernels = "…")] impl Ops { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// The struct's name.
    pub table: &'static str,
    /// The ranges of `kernels`, which may be the wrong way round; none: nothing is said.
    pub kernels: Option<Vec<Range>>,
    pub entries: Vec<Entry>,
}

/// `5.4..=5.10`, with either end open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub first: Option<Release>,
    pub last: Option<Release>,
}

impl Range {
    pub fn contains(&self, release: Release) -> bool {
        self.first.is_none_or(|first| first <= release)
            && self.last.is_none_or(|last| release <= last)
    }
}

/// A method or constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub name: String,
    pub since: Option<Release>,
    pub until: Option<Release>,
    pub optional: bool,
    /// Each `args(…)`; none: `_`.
    pub lists: Vec<Vec<Option<String>>>,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A constant of that type.
    Constant { ty: String, value: bool },
    Method {
        parameters: Vec<Parameter>,
        returns: Returns,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// None: `_`.
    pub name: Option<String>,
    pub ty: String,
    /// Whether that type is in an `Option`.
    pub optional: bool,
}

/// What a method returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Returns {
    Nothing,
    /// `!`
    Never,
    Value(String),
    /// A `Result` of that type; none: of `()`.
    Fallible(Option<String>),
}
