// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Differences as text.

use std::fmt;

use super::{Difference, SignatureChange};

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(member) => write!(f, "added: {member}"),
            Self::Removed(member) => write!(f, "removed: {member}"),
            Self::Renamed(pair) => {
                write!(f, "renamed: {} -> {}", pair.before.name, pair.after.name)
            }
            Self::Moved(pair) => write!(f, "moved: {}", pair.after.name),
            Self::Signature(pair, changes) => {
                write!(f, "signature: {} -> {}", pair.before, pair.after)?;
                for (at, change) in changes.iter().enumerate() {
                    write!(f, "{}{change}", if at == 0 { " (" } else { ", " })?;
                }
                f.write_str(")")
            }
            Self::TagRenamed(pair, tags) => {
                write!(f, "tag renamed in {}:", pair.after.name)?;
                for (at, (from, to)) in tags.iter().enumerate() {
                    write!(f, "{} {from} -> {to}", if at == 0 { "" } else { "," })?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for SignatureChange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ParameterAdded(at, ty) => write!(f, "parameter {} added: {ty}", at + 1),
            Self::ParameterRemoved(at, ty) => write!(f, "parameter {} removed: {ty}", at + 1),
            Self::ParameterRetyped(at, before, after) => {
                write!(f, "parameter {}: {before} -> {after}", at + 1)
            }
            Self::Result(before, after) => write!(f, "returns: {before} -> {after}"),
            Self::Form => f.write_str("variable arguments or noreturn"),
            Self::Retyped(before, after) => write!(f, "{before} -> {after}"),
        }
    }
}
