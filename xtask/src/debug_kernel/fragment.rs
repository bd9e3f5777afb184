// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What the debugging kernel is configured with: the lines of `kernel.config`, which `make allnoconfig` adds to nothing.

/// The lines, with comments for people.
pub const FRAGMENT: &str = include_str!("kernel.config");

/// The lines of a fragment that a configuration does not hold: a symbol that has another value there, since what it
/// depends on is not met, or something else demands it.
pub fn unmet<'a>(fragment: &'a str, config: &str) -> Vec<&'a str> {
    let has = |line: &str| config.lines().any(|other| other == line);
    let is_set = |symbol: &str| {
        config.lines().any(|line| {
            line.strip_prefix(symbol)
                .is_some_and(|rest| rest.starts_with('='))
        })
    };
    fragment
        .lines()
        .filter(|line| match unset(line) {
            Some(symbol) => is_set(symbol),
            None => line.starts_with("CONFIG_") && !has(line),
        })
        .collect()
}

/// The symbol in `# CONFIG_VT is not set`.
fn unset(line: &str) -> Option<&str> {
    let symbol = line.strip_prefix("# ")?.strip_suffix(" is not set")?;
    symbol.starts_with("CONFIG_").then_some(symbol)
}

/// The symbols that the part of the fragment under this comment sets, as `KASAN=y`.
pub fn part(heading: &str) -> Vec<&'static str> {
    FRAGMENT
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("CONFIG_"))
        .collect()
}

/// The heading of the part that says what watches.
pub const WATCHERS: &str = "# What watches.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_must_be_met() {
        let fragment =
            "# A comment.\nCONFIG_A=y\n\n# CONFIG_B is not set\nCONFIG_C=\"text\"\nCONFIG_AB=m\n";
        let met = "CONFIG_A=y\nCONFIG_C=\"text\"\nCONFIG_AB=m\nCONFIG_BC=y\n";
        assert_eq!(unmet(fragment, met), [""; 0]);
        for (from, to, line) in [
            ("CONFIG_A=y", "# CONFIG_A is not set", "CONFIG_A=y"),
            ("CONFIG_A=y", "CONFIG_A=m", "CONFIG_A=y"),
            ("CONFIG_BC=y", "CONFIG_B=m", "# CONFIG_B is not set"),
            ("\"text\"", "\"texts\"", "CONFIG_C=\"text\""),
        ] {
            assert_eq!(unmet(fragment, &met.replace(from, to)), [line]);
        }
    }

    #[test]
    fn what_the_chore_is_for_is_asked_for() {
        let watchers = part(WATCHERS);
        for symbol in ["KASAN=y", "PROVE_LOCKING=y", "DEBUG_ATOMIC_SLEEP=y"] {
            assert!(watchers.contains(&symbol), "{symbol}: {watchers:?}");
        }
        assert!(FRAGMENT.contains("\nCONFIG_RANDSTRUCT_NONE=y\n"));
    }
}
