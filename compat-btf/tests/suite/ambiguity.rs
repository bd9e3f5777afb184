// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Several types of one name.

use compat_btf::{Btf, Problem, TypeId};

use crate::support::{Builder, Flag, declarations, kind, observe, problem};

#[test]
fn equal_structs_of_one_name_are_one() {
    let mut btf = Builder::new();
    for _ in 0..3 {
        btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    }
    assert_eq!(declarations(&observe(&btf.build())), ["0 int a"]);
}

#[test]
fn structs_that_differ_are_listed() {
    let int = Builder::INT;
    type Members<'a> = &'a [(&'a str, u32, u32)];
    let cases: [(u32, Members, &str); 4] = [
        (8, &[("a", int, 0)], "sizes 4 and 8"),
        (4, &[("b", int, 0)], "`int a` and `int b`"),
        (
            4,
            &[("a", Builder::UNSIGNED, 0)],
            "`int a` and `unsigned int a`",
        ),
        (4, &[], "1 and 0 members"),
    ];
    for (size, members, text) in cases {
        let mut btf = Builder::new();
        btf.structure("s", 4, &[("a", int, 0)]);
        btf.structure("s", size, members);
        assert_eq!(
            problem(&btf.build()),
            Problem::AmbiguousStruct {
                ids: vec![TypeId(6), TypeId(7)],
                difference: text.to_owned()
            }
        );
    }
}

#[test]
fn types_of_one_name_that_differ_in_meaning_are_refused() {
    let mut btf = Builder::new();
    let narrow = btf.enumeration("e", Flag::Clear, &[("A", 0)]);
    let wide = btf.enumeration("e", Flag::Clear, &[("A", 1)]);
    btf.structure("s", 8, &[("a", narrow, 0), ("b", wide, 32)]);
    let name = "enum e".to_owned();
    assert_eq!(problem(&btf.build()), Problem::AmbiguousName { name });

    let mut btf = Builder::new();
    let one = btf.refer("t", kind::TYPEDEF, Builder::INT);
    let other = btf.refer("t", kind::TYPEDEF, Builder::UNSIGNED);
    btf.structure("s", 8, &[("a", one, 0), ("b", other, 32)]);
    let name = "t".to_owned();
    assert_eq!(problem(&btf.build()), Problem::AmbiguousName { name });
}

/// A kernel and a module may each declare a type in part that the other declares in full.
#[test]
fn types_declared_in_part_are_completed_by_their_full_declaration() {
    let build = |values: [&[(&str, i32)]; 2]| {
        let mut btf = Builder::new();
        for values in values {
            let part = btf.enumeration("e", Flag::Clear, values);
            let function = btf.function(0, &[part]);
            let call = btf.pointer(function);
            btf.structure("s", 8, &[("call", call, 0)]);
        }
        btf.build()
    };
    for values in [[&[][..], &[("A", 1)]], [&[("A", 1)], &[]]] {
        let text = format!("{:?}", observe(&build(values)).definitions);
        assert!(text.contains("value: 1"), "{text}");
    }
    assert!(matches!(
        problem(&build([&[("A", 1)], &[("A", 2)]])),
        Problem::AmbiguousStruct { difference, .. } if difference == "what `enum e` is"
    ));

    let mut btf = Builder::new();
    let part = btf.add("p", kind::FWD, 0, Flag::Clear, 0, &[]);
    let full = btf.structure("p", 4, &[("a", Builder::INT, 0)]);
    let [one, other] = [part, full].map(|ty| {
        let function = btf.function(0, &[ty]);
        btf.pointer(function)
    });
    btf.structure("s", 16, &[("one", one, 0), ("other", other, 64)]);
    let text = format!("{:?}", observe(&btf.build()).definitions);
    assert!(
        text.contains("Aggregate") && !text.contains("Incomplete"),
        "{text}"
    );
}

#[test]
fn the_error_says_where_and_what() {
    let mut btf = Builder::new();
    btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    btf.structure("s", 8, &[("a", Builder::INT, 0)]);
    let bytes = btf.build();
    let error = Btf::parse("vmlinux", &bytes)
        .unwrap()
        .observe("s")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "vmlinux: struct s: types 6, 7 have this name and differ: sizes 4 and 8"
    );
}
