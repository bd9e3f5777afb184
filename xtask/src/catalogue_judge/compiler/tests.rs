// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! This system's compiler as judge of the assertions: of a struct that has all that is tricky it lets the right ones pass, and
//! complains of each wrong one.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use compat_data::c::{Dialect, Member, TagKind, Type, TypeKind, parse_members};
use compat_data::observation::BitField;
use compat_data::places::Places;

use super::assertions::{self, Assertion, NO_NAME};
use super::{Declared, log, source};
use crate::catalogue_judge::expectation::{Element, Expectation};
use crate::catalogue_judge::mutants::{Mistake, mutants};
use crate::command;

/// What the kernel's headers have, and the struct.
const HEADER: &str = "\
#define __used __attribute__((used))
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define __UNIQUE_ID(name) PASTE(name, __COUNTER__)
#define MODULE_LICENSE(text)
#define MODULE_DESCRIPTION(text)
#define offsetof __builtin_offsetof
#define bool _Bool
struct file;
struct pair { int of[2]; };
struct ops {
	const char *const name;
	union {
		void (*call)(const struct file *, int, ...);
		struct { char low, high; };
	};
	unsigned long early : 3, : 2, late : 1;
	struct pair pair;
	union { int a; long b; } unnamed_type;
	enum { FIRST } unnamed_enum;
	struct { int x; } *to_unnamed;
	const int table[3];
	bool last;
} __attribute__((designated_init));
struct lone { int (*call)(void); };
";

fn struct_of(name: &str, members: Vec<Member>, size: u64, offsets: &[u64]) -> Expectation {
    Expectation {
        name: name.to_owned(),
        members,
        places: Places {
            size,
            alignment: 8,
            offsets: offsets.to_vec(),
            bits: BTreeMap::new(),
            plain: true,
        },
        alignment_is_known: true,
    }
}

fn parsed(text: &str) -> Vec<Member> {
    parse_members(text, Dialect::C).unwrap()
}

fn without_name(name: &str, kind: TagKind) -> Member {
    Member {
        name: name.to_owned(),
        ty: Type::plain(TypeKind::Anonymous(kind)),
    }
}

fn ops() -> Declared {
    let mut members = parsed(
        "const char *const name; void (*call)(const struct file *, int, ...); char low; char high; \
         unsigned long early; unsigned long late; struct pair pair;",
    );
    members.push(without_name("unnamed_type", TagKind::Union));
    members.push(without_name("unnamed_enum", TagKind::Enum));
    let mut to_unnamed = without_name("to_unnamed", TagKind::Struct);
    to_unnamed.ty = to_unnamed.ty.pointer();
    members.push(to_unnamed);
    members.extend(parsed("const int table[3]; bool last;"));
    let offsets = [0, 8, 8, 9, 16, 16, 20, 32, 40, 48, 56, 68];
    let mut expected = struct_of("ops", members, 72, &offsets);
    let bits = |offset, width| BitField { offset, width };
    expected.places.bits = BTreeMap::from([
        ("early".to_owned(), bits(128, 3)),
        ("late".to_owned(), bits(133, 1)),
    ]);
    let (number, pointer, aggregate) = (Element::Number, Element::Pointer, Element::Aggregate);
    Declared {
        expected,
        elements: vec![
            pointer.clone(),
            aggregate.clone(),
            number.clone(),
            number.clone(),
            aggregate.clone(),
            aggregate.clone(),
            number.clone(),
            pointer,
            aggregate,
            number,
        ],
        header: "header.h".to_owned(),
    }
}

fn lone() -> Declared {
    Declared {
        expected: struct_of("lone", parsed("int (*call)(void);"), 8, &[0]),
        elements: vec![Element::Pointer],
        header: "header.h".to_owned(),
    }
}

/// What the compiler complains of; none: there is no compiler here.
fn compile<'a>(blocks: impl IntoIterator<Item = (&'a str, &'a [Assertion])>) -> Option<String> {
    if !command::exists("gcc") {
        println!("SKIPPED: no gcc");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for name in ["linux/module.h", "linux/stddef.h", "linux/types.h"] {
        write(name, "");
    }
    write("header.h", HEADER);
    write("judge.c", &source::text(["header.h"], blocks));
    let mut gcc = Command::new("gcc");
    gcc.current_dir(folder.path())
        .args([
            "-std=gnu11",
            "-O2",
            "-Wall",
            "-Wextra",
            "-I.",
            "-c",
            "judge.c",
        ])
        .env("LC_ALL", "C");
    Some(command::log(&mut gcc).unwrap())
}

#[test]
fn the_right_ones_pass_and_what_is_left_out_is_said() {
    let (ops, lone) = (ops(), lone());
    let (of_ops, unjudged) = assertions::all(&ops.expected, &ops.elements);
    let (of_lone, none) = assertions::all(&lone.expected, &lone.elements);
    let reasons: Vec<String> = unjudged.iter().map(ToString::to_string).collect();
    let bit_field = assertions::BIT_FIELD;
    assert_eq!(
        reasons,
        [
            format!("ops.early: {bit_field}"),
            format!("ops.late: {bit_field}"),
            format!("ops.to_unnamed: {NO_NAME}"),
        ]
    );
    assert_eq!(none, []);
    // Size and alignment, twelve places, nine types, and that there are no more.
    assert_eq!(of_ops.len(), 2 + 12 + 9 + 1);
    let Some(log) = compile([("ops", &*of_ops), ("lone", &*of_lone)]) else {
        return;
    };
    assert_eq!(log, "");
}

#[test]
fn each_wrong_one_is_noticed_for_what_it_is() {
    for declared in [ops(), lone()] {
        let mutants = mutants(&declared.expected, &declared.elements);
        for functions in [false, true] {
            let chosen = mutants
                .iter()
                .filter(|mutant| (mutant.kind == Mistake::Bits) == functions);
            let named: Vec<(String, &[Assertion])> = chosen
                .map(|mutant| (mutant.what.clone(), &*mutant.wrong))
                .collect();
            let Some(log) = compile(named.iter().map(|(name, wrong)| (&**name, *wrong))) else {
                return;
            };
            let complaints = log::complaints(&log);
            for (name, wrong) in &named {
                for line in 1..=wrong.len() {
                    let noticed = complaints.iter().any(|complaint| {
                        (complaint.block, complaint.line) == (&**name, line)
                            && complaint.is_of_an_assertion()
                    });
                    assert!(noticed, "{name}, {line}:\n{log}");
                }
            }
        }
    }
}
