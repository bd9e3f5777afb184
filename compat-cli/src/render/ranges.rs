// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Ranges of releases in words: `4.4..=4.18` as a sentence has it.

use compat_data::release::ReleaseRange;

/// The list with its ranges in words: `4.4 to 4.18, 5.3 and newer`.
pub(crate) fn in_words(kernels: &str) -> String {
    let words: Vec<String> = kernels.split(", ").map(range).collect();
    words.join(", ")
}

fn range(text: &str) -> String {
    let Ok(range) = text.parse::<ReleaseRange>() else {
        return text.to_owned();
    };
    match (range.first, range.last) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(first), None) => format!("{first} and newer"),
        (None, Some(last)) => format!("{last} and older"),
        _ => text.to_owned(),
    }
}
