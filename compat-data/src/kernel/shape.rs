// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Shapes of text: `-#.fc#`, where `#` stands for a decimal number.

use crate::release::number;

/// Whether the text has the shape.
pub(super) fn has_shape(text: &str, shape: &str) -> bool {
    match shape.split_once('#') {
        None => text == shape,
        Some((before, after)) => text
            .strip_prefix(before)
            .and_then(leading_number::<u32>)
            .is_some_and(|(_, rest)| has_shape(rest, after)),
    }
}

/// The decimal number that a text begins with, and what follows it.
pub(super) fn leading_number<T: std::str::FromStr>(text: &str) -> Option<(T, &str)> {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    Some((number(&text[..end])?, &text[end..]))
}
