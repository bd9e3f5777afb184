// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the compiler's errors say of the assertions.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};

/// Of a hundred assertions, how many at most may be on types that a kernel's headers do not declare. Debian's 5.10, 6.1 and
/// 6.12 declare all.
const MOST_UNSEEN: usize = 1;

/// What GCC says of a type or a value that is not declared, or not with its members.
const UNDECLARED: [&str; 5] = [
    "undeclared",
    "unknown type name",
    "incomplete type",
    "undefined type",
    "expected specifier-qualifier-list before",
];

/// What held.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many assertions hold.
    pub hold: usize,
    /// How many could not be judged.
    pub unjudged: usize,
    /// The types of those.
    pub unseen: BTreeSet<String>,
}

/// Judges by the log. `names` has the type that each assertion is on, a line each from the line `first` on; the first of
/// them is wrong on purpose, so that it is seen that they are looked at.
///
/// # Errors
/// An assertion that fails, an error that is not on a type that is not declared, and more of those than there may be.
pub fn verdict(kernel: &str, log: &str, first: usize, names: &[String]) -> Result<Verdict> {
    let mut errors: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for line in log.lines().filter(|line| line.contains("error:")) {
        let number = line.split(':').nth(1).and_then(|at| at.parse().ok());
        let at = number.and_then(|at: usize| at.checked_sub(first));
        match at.filter(|at| *at < names.len()) {
            Some(at) => errors.entry(at).or_default().push(line),
            None => return Err(Error::new(line.to_owned())),
        }
    }
    let failed = |line: &&&str| line.contains("static assertion failed");
    if !errors
        .remove(&0)
        .is_some_and(|lines| lines.iter().any(|line| failed(&line)))
    {
        return Err(Error::new(format!(
            "{kernel}: the compiler let a wrong assertion pass:\n{log}"
        )));
    }
    let mut unseen = BTreeSet::new();
    for (at, lines) in &errors {
        if let Some(line) = lines.iter().find(failed) {
            return Err(Error::new(format!(
                "the headers of {kernel} contradict `{}`: {line}",
                names[*at]
            )));
        }
        let is_undeclared = |line: &&str| UNDECLARED.iter().any(|words| line.contains(words));
        if lines.iter().any(is_undeclared) {
            unseen.insert(names[*at].clone());
        }
    }
    // GCC says once that a name is not declared, and stumbles over it from then on.
    let other = errors.iter().find(|(at, _)| !unseen.contains(&names[**at]));
    if let Some((at, lines)) = other {
        return Err(Error::new(format!(
            "{kernel}: an assertion on `{}` could not be judged: {}",
            names[*at],
            lines.join("\n")
        )));
    }
    let all = names.len() - 1;
    let verdict = Verdict {
        hold: all - errors.len(),
        unjudged: errors.len(),
        unseen,
    };
    if verdict.hold == 0 || verdict.unjudged * 100 > all * MOST_UNSEEN {
        let unseen: Vec<&str> = verdict.unseen.iter().map(String::as_str).collect();
        return Err(Error::new(format!(
            "{kernel}: only {} of {all} assertions could be judged, and at most {MOST_UNSEEN} of a hundred may be on types \
             that its headers do not declare: {}",
            verdict.hold,
            unseen.join(", ")
        )));
    }
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG: &str = "judge.c:10:1: error: static assertion failed: \"wrong\"\n";
    const UNKNOWN: &str = "judge.c:12:23: error: 'b_t' undeclared here (not in a function)\n\
                           judge.c:12:16: error: expression in static assertion is not an integer\n";

    /// Of assertions in lines from 10 on: the wrong one, and `count` on types `a_t`, `b_t`, `a_t`, ….
    fn judge(count: usize, errors: &str) -> std::result::Result<Verdict, String> {
        let names = (0..count).map(|at| if at == 1 { "b_t" } else { "a_t" }.to_owned());
        let names: Vec<String> = ["wrong".to_owned()].into_iter().chain(names).collect();
        verdict("6.1", errors, 10, &names).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_declared_is_not_judged() {
        let judged = judge(200, &format!("{WRONG}{UNKNOWN}")).unwrap();
        assert_eq!((judged.hold, judged.unjudged), (199, 1));
        assert_eq!(judged.unseen, BTreeSet::from(["b_t".to_owned()]));
    }

    #[test]
    fn a_contradiction_is_one() {
        let line = "judge.c:11:1: error: static assertion failed: \"a_t\"";
        let said = judge(20, &format!("{WRONG}{line}")).unwrap_err();
        assert!(said.contains("contradict `a_t`"), "{said}");
    }

    #[test]
    fn other_errors_are_not_taken_for_undeclared_types() {
        for line in [
            "judge.c:11:9: error: expected ')' before ';' token",
            "judge.c:11:9: error: 'struct a' has no member named 'b'",
            "judge.c:3:9: error: too few arguments",
        ] {
            let said = judge(20, &format!("{WRONG}{UNKNOWN}{line}")).unwrap_err();
            assert!(said.contains(line), "{said}");
        }
    }

    #[test]
    fn too_few_assertions_are_none() {
        assert!(judge(0, WRONG).unwrap_err().contains("only 0 of 0"));
        let said = judge(5, &format!("{WRONG}{UNKNOWN}")).unwrap_err();
        assert!(
            said.contains("only 4 of 5") && said.contains("b_t"),
            "{said}"
        );
    }

    #[test]
    fn a_compiler_that_looks_at_nothing_is_noticed() {
        assert!(judge(20, "").unwrap_err().contains("let a wrong"));
    }
}
