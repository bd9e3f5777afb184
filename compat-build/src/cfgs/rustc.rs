// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Arguments for a rustc that is called without cargo: one a line, as it reads them from `@file`, where nothing is quoted.

use super::{Fact, facts};
use crate::flags::CodegenFlags;
use crate::selection::Selection;

/// What cargo itself declares. As soon as one cfg is declared, rustc warns of all others.
const DECLARED: &str = "--check-cfg=cfg(docsrs, test)";

/// The cfgs of a selection, and all that they may be.
pub fn arguments(selection: &Selection) -> Vec<String> {
    let option = |fact: Fact| match fact {
        Fact::Cfg { .. } => Some(format!("--cfg={fact}")),
        Fact::Values { .. } => Some(format!("--check-cfg={fact}")),
        // No stable option sets a variable: see `assignments`.
        Fact::Variable { .. } => None,
    };
    let declared = [DECLARED.to_owned()].into_iter();
    declared
        .chain(facts(selection).into_iter().filter_map(option))
        .collect()
}

/// The target and the code generation flags.
pub fn codegen_arguments(flags: &CodegenFlags) -> Vec<String> {
    let target = [format!("--target={}", flags.rust_target)].into_iter();
    target.chain(flags.rustflags.iter().cloned()).collect()
}
