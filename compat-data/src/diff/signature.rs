// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How one type became another.

use super::SignatureChange;
use crate::c::{Function, Type};

/// How one type became another.
pub(super) fn signature_changes<'a>(
    before: &'a Type,
    after: &'a Type,
    tags: &[(&str, &str)],
) -> Vec<SignatureChange<'a>> {
    let (Some(old), Some(new)) = (before.as_function_pointer(), after.as_function_pointer()) else {
        return vec![SignatureChange::Retyped(before, after)];
    };
    let same = |old: &Type, new: &Type| {
        let mut old = old.clone();
        for (from, to) in tags {
            old = old.with_tag_renamed(from, to);
        }
        old == *new
    };
    let mut changes = parameter_changes(old, new, &same);
    if !same(&old.result, &new.result) {
        changes.push(SignatureChange::Result(&old.result, &new.result));
    }
    if old.variadic != new.variadic || old.noreturn != new.noreturn {
        changes.push(SignatureChange::Form);
    }
    if changes.is_empty() {
        changes.push(SignatureChange::Retyped(before, after));
    }
    changes
}

/// The parameters aligned by a longest common subsequence; a removal and an addition in one place are a retyping.
fn parameter_changes<'a>(
    old: &'a Function,
    new: &'a Function,
    same: &dyn Fn(&Type, &Type) -> bool,
) -> Vec<SignatureChange<'a>> {
    let (olds, news) = (&old.parameters, &new.parameters);
    let mut common = vec![vec![0_usize; news.len() + 1]; olds.len() + 1];
    for i in (0..olds.len()).rev() {
        for j in (0..news.len()).rev() {
            common[i][j] = if same(&olds[i], &news[j]) {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < olds.len() || j < news.len() {
        // The next pair that stays, and all that is between.
        let (from_i, from_j) = (i, j);
        while (i < olds.len() || j < news.len())
            && !(i < olds.len() && j < news.len() && same(&olds[i], &news[j]))
        {
            let drop_old =
                i < olds.len() && (j == news.len() || common[i + 1][j] >= common[i][j + 1]);
            if drop_old {
                i += 1;
            } else {
                j += 1;
            }
        }
        let retyped = (i - from_i).min(j - from_j);
        for at in 0..retyped {
            let (a, b) = (from_i + at, from_j + at);
            changes.push(SignatureChange::ParameterRetyped(b, &olds[a], &news[b]));
        }
        for (a, ty) in olds.iter().enumerate().take(i).skip(from_i + retyped) {
            changes.push(SignatureChange::ParameterRemoved(a, ty));
        }
        for (b, ty) in news.iter().enumerate().take(j).skip(from_j + retyped) {
            changes.push(SignatureChange::ParameterAdded(b, ty));
        }
        i += 1;
        j += 1;
    }
    changes
}
