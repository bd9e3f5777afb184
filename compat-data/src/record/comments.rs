// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Comments in a history's TOML.

use super::print::LICENCE;

/// The comments in a history's text, each with its line: what [`super::print`] would drop. The licence on top is none.
///
/// The text is one that [`super::parse`] reads. See <https://toml.io/en/v1.0.0#comment>.
pub fn comments(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = text.strip_prefix(LICENCE).unwrap_or(text);
    while let Some(at) = rest.find(['#', '"', '\'']) {
        rest = &rest[at..];
        if rest.starts_with('#') {
            let line = text[..text.len() - rest.len()].matches('\n').count() + 1;
            let (comment, after) = rest.split_once('\n').unwrap_or((rest, ""));
            found.push((line, comment.trim_end()));
            rest = after;
        } else {
            rest = after_string(rest);
        }
    }
    found
}

/// What follows the string that the text begins with.
fn after_string(text: &str) -> &str {
    for quote in ["\"", "'"] {
        let long = quote.repeat(3);
        if let Some(inside) = text.strip_prefix(&long) {
            // One or two quotes may stand before the three that end it.
            let after = after_quote(inside, &long);
            let after = after.strip_prefix(quote).unwrap_or(after);
            return after.strip_prefix(quote).unwrap_or(after);
        }
        if let Some(inside) = text.strip_prefix(quote) {
            return after_quote(inside, quote);
        }
    }
    text
}

/// What follows the quote that ends a string; in one with double quotes, `\` escapes the character that follows.
fn after_quote<'a>(inside: &'a str, quote: &str) -> &'a str {
    let escapes = quote.starts_with('"');
    let mut rest = inside;
    loop {
        if let Some(after) = rest.strip_prefix(quote) {
            return after;
        }
        let mut characters = rest.chars();
        match characters.next() {
            None => return "",
            Some('\\') if escapes => {
                characters.next();
            }
            Some(_) => {}
        }
        rest = characters.as_str();
    }
}
