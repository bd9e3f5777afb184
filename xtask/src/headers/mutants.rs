// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Layouts that are wrong in one respect, to see that the judge notices.

use compat_data::c::{Function, Type, TypeKind};
use compat_data::history::Layout;

/// The name of the member that hides in padding.
const FURTHER: &str = "further_member_in_padding";

/// GCC's words for an initialiser of the whole struct with too few values.
const MISSING_INITIALISER: &str = "missing initializer for field";

/// A wrong layout, or the right one beside an edited header.
pub struct Mutant {
    /// What is wrong with it.
    pub what: String,
    pub layout: Layout,
    pub edit: HeaderEdit,
    /// Errors of the compiler that are for this mistake: it must give one of them.
    pub errors: Vec<String>,
}

/// What stands around the `#include` of the struct's header.
#[derive(Default)]
pub struct HeaderEdit {
    pub before: String,
    pub after: String,
}

impl Mutant {
    /// Whether a build's log has one of the errors that are for this mistake, on a line about this file.
    pub fn is_noticed(&self, log: &str, file: &str) -> bool {
        let place = format!("{file}:");
        log.lines()
            .filter(|line| line.contains(&place) && line.contains(" error: "))
            .any(|line| self.errors.iter().any(|error| line.contains(error)))
    }
}

/// Each kind of mistake, at the first member that it can be made at, one in the middle, and the last.
pub fn mutants(layout: &Layout, name: &str) -> Vec<Mutant> {
    let members = &layout.members;
    let all = |fits: &dyn Fn(usize) -> bool| -> Vec<usize> {
        some_of((0..members.len()).filter(|&at| fits(at)).collect())
    };
    let has_next = |at: usize| at + 1 < members.len();
    let mut mutants = Vec::new();
    for at in all(&has_next) {
        mutants.push(swapped(layout, name, at));
    }
    // A struct without any member has no C declaration that could be judged.
    for at in all(&|_| members.len() > 1) {
        mutants.push(without_member(layout, name, at));
    }
    for at in all(&|at| {
        let function = members[at].ty.as_function_pointer();
        function.is_some_and(|function| !function.parameters.is_empty())
    }) {
        mutants.push(without_parameter(layout, name, at));
    }
    // After a `bool`, there is padding before a pointer or the end.
    for at in all(&|at| {
        members[at].ty.kind == TypeKind::Bool
            && members
                .get(at + 1)
                .is_none_or(|next| matches!(next.ty.kind, TypeKind::Pointer(_)))
    }) {
        mutants.push(beside_further_member(layout, at));
    }
    mutants
}

/// The first, the middle and the last of them, each once.
fn some_of(places: Vec<usize>) -> Vec<usize> {
    let Some(last) = places.len().checked_sub(1) else {
        return places;
    };
    let mut some = vec![places[0], places[last / 2], places[last]];
    some.dedup();
    some
}

/// The assertions on everything from this member on.
fn offsets_from(layout: &Layout, name: &str, at: usize) -> Vec<String> {
    let members = layout.members.iter().skip(at);
    members
        .map(|member| format!("{name}: offset of {}\"", member.name))
        .chain([format!("{name}: size\"")])
        .collect()
}

fn swapped(layout: &Layout, name: &str, at: usize) -> Mutant {
    let mut swapped = layout.clone();
    swapped.members.swap(at, at + 1);
    let (one, other) = (&layout.members[at].name, &layout.members[at + 1].name);
    Mutant {
        what: format!("{one} and {other} swapped"),
        layout: swapped,
        edit: HeaderEdit::default(),
        errors: offsets_from(layout, name, at),
    }
}

fn without_member(layout: &Layout, name: &str, at: usize) -> Mutant {
    let mut shorter = layout.clone();
    let member = shorter.members.remove(at);
    let mut errors = offsets_from(layout, name, at + 1);
    // Where nothing moves, because it lay in padding.
    errors.push(MISSING_INITIALISER.to_owned());
    Mutant {
        what: format!("no {}", member.name),
        layout: shorter,
        edit: HeaderEdit::default(),
        errors,
    }
}

fn without_parameter(layout: &Layout, name: &str, at: usize) -> Mutant {
    let mut other = layout.clone();
    let member = &mut other.members[at];
    let what = format!("{} without its last parameter", member.name);
    if let Some(function) = function_mut(&mut member.ty) {
        function.parameters.pop();
    }
    let errors = vec![format!("{name}: type of {}\"", member.name)];
    Mutant {
        what,
        layout: other,
        edit: HeaderEdit::default(),
        errors,
    }
}

fn function_mut(ty: &mut Type) -> Option<&mut Function> {
    match &mut ty.kind {
        TypeKind::Pointer(to) => match &mut to.kind {
            TypeKind::Function(function) => Some(function),
            _ => None,
        },
        _ => None,
    }
}

/// The right layout, but the header declares one more `bool`, which moves nothing.
fn beside_further_member(layout: &Layout, at: usize) -> Mutant {
    let member = &layout.members[at].name;
    Mutant {
        what: format!("the header's further bool after {member}"),
        layout: layout.clone(),
        edit: HeaderEdit {
            before: format!("#define {member} {member}; bool {FURTHER}\n"),
            after: format!("#undef {member}\n"),
        },
        // The initialiser counts members, so that the last one is missing.
        errors: vec![MISSING_INITIALISER.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::c::{Dialect, parse_members};

    fn layout(members: &str) -> Layout {
        Layout {
            name: "1.0".to_owned(),
            mainline: None,
            changes: Vec::new(),
            members: parse_members(members, Dialect::C).unwrap(),
            places: Vec::new(),
        }
    }

    fn whats(members: &str) -> Vec<String> {
        let mutants = mutants(&layout(members), "ops");
        mutants.into_iter().map(|mutant| mutant.what).collect()
    }

    #[test]
    fn short_layouts_have_few() {
        assert_eq!(whats(""), Vec::<String>::new());
        assert_eq!(whats("int a;"), Vec::<String>::new());
        assert_eq!(whats("int a; int b;"), ["a and b swapped", "no a", "no b"]);
        assert_eq!(whats("void (*f)(void);"), Vec::<String>::new());
        assert_eq!(whats("void (*f)(int);"), ["f without its last parameter"]);
        assert_eq!(whats("bool a;"), ["the header's further bool after a"]);
    }

    #[test]
    fn each_kind_at_first_middle_and_last() {
        let expected = [
            "a and b swapped",
            "b and c swapped",
            "d and e swapped",
            "no a",
            "no c",
            "no e",
            "b without its last parameter",
            "c without its last parameter",
            "e without its last parameter",
            "the header's further bool after a",
        ];
        let members = "bool a; int (*b)(int); int (*c)(int); int (*d)(int); int (*e)(int);";
        assert_eq!(whats(members), expected);
    }

    #[test]
    fn each_differs_from_the_layout_in_itself_or_its_header() {
        let layout = layout("bool a; int (*b)(int, long); int c;");
        for mutant in mutants(&layout, "ops") {
            let same = mutant.layout == layout;
            assert_eq!(same, !mutant.edit.before.is_empty(), "{}", mutant.what);
        }
    }

    #[test]
    fn only_its_own_errors_in_its_own_file_count() {
        let mutant = &mutants(&layout("int a; int b;"), "ops")[0];
        let noticed = |log: &str| mutant.is_noticed(log, "judge_1.c");
        assert!(noticed(
            "/f/judge_1.c:7:1: error: static assertion failed: \"ops: offset of b\"\n"
        ));
        for other in [
            "/f/judge_11.c:7:1: error: static assertion failed: \"ops: offset of b\"\n",
            "/f/judge_1.c:7:1: note: \"ops: offset of b\"\n",
            "/f/judge_1.c:7:1: error: static assertion failed: \"ops: offset of base\"\n",
            "/f/judge_1.c:2:1: fatal error: linux/ops.h: No such file or directory\n",
            "make: *** No rule to make target\n",
        ] {
            assert!(!noticed(other), "{other}");
        }
    }
}
