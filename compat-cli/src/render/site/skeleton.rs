// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver writes to fill the struct.

use super::shell::{code, listing, prose};
use super::subject::Subject;
use crate::error::Errors;
use crate::render::html::escape::escaped;
use crate::render::ranges::in_words;
use crate::verbs::new::Skeleton;

/// The skeleton, where it is exact; else what is in its way.
pub(super) fn skeleton(subject: &Subject<'_>) -> String {
    match &subject.skeleton {
        Ok(skeleton) => exact(subject.name(), skeleton),
        Err(errors) => none(errors),
    }
}

fn exact(name: &str, skeleton: &Skeleton) -> String {
    let types = match skeleton.types.is_empty() {
        true => String::new(),
        false => format!(
            "<p>The driver brings these types, in {}:</p>\n{}",
            code("src/types.rs"),
            listing(&skeleton.types)
        ),
    };
    format!(
        "<p>For kernels {}. {} writes the whole driver; {} tells what else other kernels take.</p>\n{}{types}",
        escaped(&in_words(&skeleton.kernels)),
        code(&format!("kernel-compat new NAME --ops {name}")),
        code(&format!("kernel-compat explain {name}")),
        listing(&skeleton.table)
    )
}

fn none(errors: &Errors) -> String {
    let items = errors.iter().map(|error| {
        let helps = error.helps().map(|help| format!("<br>{}", prose(help)));
        format!(
            "<li>{}{}</li>\n",
            prose(error.message()),
            helps.collect::<String>()
        )
    });
    format!(
        "<p>The record alone gives no exact skeleton:</p>\n<ul>\n{}</ul>\n",
        items.collect::<String>()
    )
}
