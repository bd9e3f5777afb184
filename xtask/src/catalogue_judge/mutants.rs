// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Expectations that are wrong in one respect, to see that the judges notice.

use compat_data::c::{Function, Member, Type, TypeKind};

use super::compiler::assertions::{self, Assertion};
use super::expectation::{Element, Expectation};

/// The name of a member that no struct has.
const FURTHER: &str = "further_member_of_a_mutant";

/// Of what kind a mistake is, where that decides who can notice it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The struct has another alignment, of which type information says nothing.
    Alignment,
    /// A bit-field has other bits, which the compiler finds in functions.
    Bits,
    /// Any other.
    Plain,
}

/// A wrong expectation.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What is wrong with it.
    pub what: String,
    /// Of what kind that is.
    pub kind: Mistake,
    /// All of it.
    pub expectation: Expectation,
    /// Assertions that do not hold, each of which the compiler must complain of.
    pub wrong: Vec<Assertion>,
}

/// Each kind of mistake: in the struct, and at the first member that it can be made at, one in the middle, and the last.
pub fn mutants(expected: &Expectation, elements: &[Element]) -> Vec<Mutant> {
    let count = expected.members.len();
    let mut found = of_the_struct(expected, elements);
    let all = 0..count;
    let mut at_some = |make: &dyn Fn(usize) -> Option<Mutant>| {
        let made: Vec<Mutant> = all.clone().filter_map(make).collect();
        let Some(last) = made.len().checked_sub(1) else {
            return;
        };
        let mut places = vec![0, last / 2, last];
        places.dedup();
        found.extend(places.into_iter().map(|at| made[at].clone()));
    };
    at_some(&|at| swapped(expected, at));
    at_some(&|at| moved(expected, at));
    at_some(&|at| wider(expected, at));
    at_some(&|at| retyped(expected, at, "with one more pointer", pointed_to));
    at_some(&|at| {
        retyped(
            expected,
            at,
            "without its last parameter",
            without_parameter,
        )
    });
    at_some(&|at| retyped(expected, at, "with another result", with_another_result));
    at_some(&|at| retyped(expected, at, "with a constant more or less", const_changed));
    found
}

fn of_the_struct(expected: &Expectation, elements: &[Element]) -> Vec<Mutant> {
    let mutant = |what: &str, kind: Mistake, edit: &dyn Fn(&mut Expectation)| {
        let mut expectation = expected.clone();
        edit(&mut expectation);
        Mutant {
            what: what.to_owned(),
            kind,
            wrong: Vec::new(),
            expectation,
        }
    };
    let mut larger = mutant("8 bytes larger", Mistake::Plain, &|wrong| {
        wrong.places.size += 8
    });
    larger.wrong.push(assertions::size(&larger.expectation));
    let mut aligned = mutant("with another alignment", Mistake::Alignment, &|wrong| {
        // No struct has an alignment that is divided by it.
        wrong.places.alignment = 3;
    });
    aligned
        .wrong
        .push(assertions::alignment(&aligned.expectation));
    let mut longer = mutant("with one more member", Mistake::Plain, &|wrong| {
        wrong.members.push(Member {
            name: FURTHER.to_owned(),
            ty: Type::plain(TypeKind::Bool),
        });
        wrong.places.offsets.push(wrong.places.size);
    });
    let more = [elements, &[Element::Number]].concat();
    longer.wrong.push(assertions::completeness(expected, &more));
    let mut found = vec![larger, aligned, longer];
    if let [all_but_one @ .., _] = elements {
        // `{ }` would mean all of them.
        if !all_but_one.is_empty() {
            let mut shorter = mutant("without its last member", Mistake::Plain, &|wrong| {
                wrong.members.pop();
                wrong.places.offsets.pop();
            });
            shorter
                .wrong
                .push(assertions::completeness(expected, all_but_one));
            found.push(shorter);
        }
    }
    found
}

/// Two neighbours in each other's place; none: they lie in the same one, or are bit-fields.
fn swapped(expected: &Expectation, at: usize) -> Option<Mutant> {
    let mut wrong = expected.clone();
    let offsets = wrong.places.offsets.get(at..at + 2)?;
    let names = [&expected.members[at].name, &expected.members[at + 1].name];
    if offsets[0] == offsets[1] || names.iter().any(|name| is_bit_field(expected, name)) {
        return None;
    }
    wrong.members.swap(at, at + 1);
    Some(Mutant {
        what: format!("{} and {} swapped", names[0], names[1]),
        kind: Mistake::Plain,
        wrong: vec![
            assertions::place(&wrong, at),
            assertions::place(&wrong, at + 1),
        ],
        expectation: wrong,
    })
}

fn moved(expected: &Expectation, at: usize) -> Option<Mutant> {
    let mut wrong = expected.clone();
    let name = &expected.members[at].name;
    let (what, kind) = match wrong.places.bits.get_mut(name) {
        Some(bits) => {
            bits.offset += 1;
            (format!("{name} one bit on"), Mistake::Bits)
        }
        None => {
            wrong.places.offsets[at] += 8;
            (format!("{name} 8 bytes on"), Mistake::Plain)
        }
    };
    Some(Mutant {
        what,
        kind,
        wrong: vec![assertions::place(&wrong, at)],
        expectation: wrong,
    })
}

fn wider(expected: &Expectation, at: usize) -> Option<Mutant> {
    let mut wrong = expected.clone();
    let name = &expected.members[at].name;
    wrong.places.bits.get_mut(name)?.width += 1;
    Some(Mutant {
        what: format!("{name} one bit wider"),
        kind: Mistake::Bits,
        wrong: vec![assertions::place(&wrong, at)],
        expectation: wrong,
    })
}

/// With another type of a member; none: it can't be made of this one, or C can't say it.
fn retyped(
    expected: &Expectation,
    at: usize,
    what: &str,
    other: fn(&Type) -> Option<Type>,
) -> Option<Mutant> {
    let mut wrong = expected.clone();
    wrong.members[at].ty = other(&expected.members[at].ty)?;
    Some(Mutant {
        what: format!("{} {what}", expected.members[at].name),
        kind: Mistake::Plain,
        wrong: vec![assertions::type_of(&wrong, at)?],
        expectation: wrong,
    })
}

fn pointed_to(ty: &Type) -> Option<Type> {
    Some(ty.clone().pointer())
}

fn without_parameter(ty: &Type) -> Option<Type> {
    let mut function = ty.as_function_pointer()?.clone();
    function.parameters.pop()?;
    Some(pointer_to(function))
}

fn with_another_result(ty: &Type) -> Option<Type> {
    let mut function = ty.as_function_pointer()?.clone();
    function.result = function.result.pointer();
    Some(pointer_to(function))
}

/// What the type, or else the first parameter that is a pointer, points to is constant, or isn't any more.
fn const_changed(ty: &Type) -> Option<Type> {
    if let Some(function) = ty.as_function_pointer() {
        let mut function = function.clone();
        let mut parameters = function.parameters.iter_mut();
        let changed = parameters.find_map(|parameter| Some((const_changed(parameter)?, parameter)));
        let (changed, parameter) = changed?;
        *parameter = changed;
        return Some(pointer_to(function));
    }
    let mut ty = ty.clone();
    match &mut ty.kind {
        // Qualifiers of an array are those of its elements, and functions have none.
        TypeKind::Pointer(to)
            if !matches!(to.kind, TypeKind::Array(..) | TypeKind::Function(_)) =>
        {
            to.qualifiers.constant = !to.qualifiers.constant;
            Some(ty)
        }
        _ => None,
    }
}

fn pointer_to(function: Function) -> Type {
    Type::plain(TypeKind::Function(Box::new(function))).pointer()
}

fn is_bit_field(expected: &Expectation, name: &str) -> bool {
    expected.places.bits.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::c::{Dialect, parse_members};
    use compat_data::observation::BitField;
    use compat_data::places::Places;
    use std::collections::BTreeMap;

    #[test]
    fn each_kind_at_first_middle_and_last() {
        let members = "int (*call)(const char *); unsigned int bit; int *to; char text[8];";
        let expected = Expectation {
            name: "ops".to_owned(),
            members: parse_members(members, Dialect::C).unwrap(),
            places: Places {
                size: 32,
                alignment: 8,
                offsets: vec![0, 8, 16, 24],
                bits: BTreeMap::from([(
                    "bit".to_owned(),
                    BitField {
                        offset: 64,
                        width: 1,
                    },
                )]),
                plain: false,
            },
            alignment_is_known: true,
        };
        let elements = [
            Element::Pointer,
            Element::Number,
            Element::Pointer,
            Element::Aggregate,
        ];
        let found = mutants(&expected, &elements);
        let whats: Vec<&str> = found.iter().map(|mutant| &*mutant.what).collect();
        assert_eq!(
            whats,
            [
                "8 bytes larger",
                "with another alignment",
                "with one more member",
                "without its last member",
                "to and text swapped",
                "call 8 bytes on",
                "bit one bit on",
                "text 8 bytes on",
                "bit one bit wider",
                "call with one more pointer",
                "to with one more pointer",
                "text with one more pointer",
                "call without its last parameter",
                "call with another result",
                "call with a constant more or less",
                "to with a constant more or less",
            ]
        );
        for mutant in &found {
            assert_ne!(mutant.expectation, expected, "{}", mutant.what);
            assert!(!mutant.wrong.is_empty(), "{}", mutant.what);
        }
    }
}
