// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Did you mean …? And what else there is.

/// The name among `known` that somebody most likely meant by `name`; none: none is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(name.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Names for a note: all, or the first 20 and how many more there are.
pub fn some(names: &[&str]) -> String {
    const FEW: usize = 20;
    match names.split_at_checked(FEW) {
        Some((first, rest @ [_, ..])) => format!("{} and {} more", first.join(", "), rest.len()),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_counted() {
        assert_eq!(some(&["a", "b"]), "a, b");
        assert!(some(&["a"; 20]).ends_with("a, a"));
        assert!(some(&["a"; 23]).ends_with("a, a and 3 more"));
    }
}
