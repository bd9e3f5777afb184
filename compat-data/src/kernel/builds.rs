// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Many builds' release strings in few words, as a shell expands braces: `5.10.0-{45,46}-{amd64,arm64}`.

use std::fmt;

/// The most release strings that one pattern stands for: more than any distribution has builds of a release.
const MOST: usize = 4096;

/// The release strings that a pattern stands for, in its order; a text without braces stands for itself.
///
/// # Errors
/// Braces that do not match, that hold nothing or an empty word, or that stand for too many.
pub fn expand(pattern: &str) -> Result<Vec<String>, PatternError> {
    let error = |what| PatternError {
        pattern: pattern.to_owned(),
        what,
    };
    let mut expanded = vec![String::new()];
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        let (words, after) = behind
            .split_once('}')
            .ok_or_else(|| error("a `{` without its `}`"))?;
        if before.contains(['}', ',']) || words.contains('{') {
            return Err(error("braces within braces, or a `}` or a comma outside"));
        }
        let words: Vec<&str> = words.split(',').collect();
        if words.iter().any(|word| word.is_empty()) {
            return Err(error("an empty word in braces"));
        }
        if expanded.len().saturating_mul(words.len()) > MOST {
            return Err(error("more release strings than anybody has"));
        }
        let mut all = Vec::new();
        for start in &expanded {
            all.extend(words.iter().map(|word| format!("{start}{before}{word}")));
        }
        expanded = all;
        rest = after;
    }
    if rest.contains(['}', ',']) {
        return Err(error("a `}` or a comma outside of braces"));
    }
    for text in &mut expanded {
        text.push_str(rest);
    }
    Ok(expanded)
}

/// Patterns that stand for just these release strings, in the order in which the first of each comes.
///
/// Builds of one release that differ in their number alone are one pattern, and what is the same for several architectures is
/// said once.
pub fn patterns<'a>(builds: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for build in builds {
        let parts = Parts::of(build);
        let known = groups.iter_mut().find(|group| {
            group.head == parts.head && group.middle == parts.middle && group.ends == [parts.end]
        });
        match known {
            Some(group) => group.numbers.push(parts.number),
            None => groups.push(Group {
                head: parts.head,
                numbers: vec![parts.number],
                middle: parts.middle,
                ends: vec![parts.end],
            }),
        }
    }
    let mut merged: Vec<Group<'a>> = Vec::new();
    for mut group in groups {
        group.numbers.sort_by_key(|number| (number.len(), *number));
        group.numbers.dedup();
        let known = merged.iter_mut().find(|known| {
            known.head == group.head
                && known.middle == group.middle
                && known.numbers == group.numbers
        });
        match known {
            Some(known) => known.ends.append(&mut group.ends),
            None => merged.push(group),
        }
    }
    merged.iter().map(ToString::to_string).collect()
}

/// Release strings that differ in their numbers and their last words.
struct Group<'a> {
    head: &'a str,
    numbers: Vec<&'a str>,
    middle: &'a str,
    ends: Vec<&'a str>,
}

impl fmt::Display for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |words: &[&str]| match words {
            [word] => (*word).to_owned(),
            words => format!("{{{}}}", words.join(",")),
        };
        let (numbers, ends) = (words(&self.numbers), words(&self.ends));
        write!(f, "{}{numbers}{}{ends}", self.head, self.middle)
    }
}

/// The parts of a release string: `6.12.`, `117`, `+deb12-`, `amd64`.
struct Parts<'a> {
    head: &'a str,
    number: &'a str,
    middle: &'a str,
    end: &'a str,
}

impl<'a> Parts<'a> {
    /// The number is the last one of the version: before a `+`, or else before the first word. What has no such parts is all
    /// end.
    fn of(build: &'a str) -> Self {
        let whole = Self {
            head: "",
            number: "",
            middle: "",
            end: build,
        };
        let word = || {
            let mut dashes = build.match_indices('-');
            let starts_word = |at: usize| {
                let behind = build.as_bytes().get(at.saturating_add(1));
                behind.is_some_and(u8::is_ascii_alphabetic)
            };
            dashes.find(|&(at, _)| starts_word(at)).map(|(at, _)| at)
        };
        let Some(cut) = build.find('+').or_else(word) else {
            return whole;
        };
        let (version, tail) = build.split_at(cut);
        let head = version.trim_end_matches(|c: char| c.is_ascii_digit());
        let (head, number) = version.split_at(head.len());
        let Some(dash) = tail.rfind('-') else {
            return whole;
        };
        let (middle, end) = tail.split_at(dash.saturating_add(1));
        match number.is_empty() || end.is_empty() {
            true => whole,
            false => Self {
                head,
                number,
                middle,
                end,
            },
        }
    }
}

/// A text that stands for no release strings. Displays as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    pattern: String,
    what: &'static str,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` has {}: write release strings as a shell expands them, `5.10.0-{{45,46}}-{{amd64,arm64}}`",
            self.pattern, self.what
        )
    }
}

impl std::error::Error for PatternError {}
