// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where members lie: bit-fields, packed structs, unnamed members, order.

use compat_btf::Problem;
use compat_data::observation::Placement;

use crate::support::{Builder, Flag, declarations, kind, observe, problem};

/// A bit-field's width and offset in one word.
const fn bits(width: u32, offset: u32) -> u32 {
    width << 24 | offset
}

#[test]
fn bit_fields() {
    let mut btf = Builder::new();
    btf.members(
        kind::STRUCT,
        "s",
        16,
        Flag::Set,
        &[
            ("a", Builder::UNSIGNED, bits(3, 0)),
            ("b", Builder::UNSIGNED, bits(30, 32)),
            ("c", Builder::CHAR, 64),
            ("d", Builder::INT, bits(9, 72)),
        ],
    );
    let observation = observe(&btf.build());
    assert_eq!(
        declarations(&observation),
        [
            "0 unsigned int a:3@0",
            "4 unsigned int b:30@32",
            "8 char c",
            "9 int d:9@72"
        ]
    );
    // The struct is 12 bytes long by C's rules.
    assert_eq!(observation.placement, Placement::Padded);
    assert_eq!(observation.alignment, 4);
    assert_eq!(observation.member("d").unwrap().size, 4);
}

/// Before `kind_flag`, the INT itself was as narrow as the bit-field.
#[test]
fn bit_fields_as_narrow_integers() {
    let mut btf = Builder::new();
    let three = btf.add("", kind::INT, 0, Flag::Clear, 4, &[3]);
    let alias = btf.refer("u32", kind::TYPEDEF, three);
    btf.structure("s", 4, &[("a", three, 0), ("b", alias, 3)]);
    assert_eq!(
        declarations(&observe(&btf.build())),
        ["0 unsigned int a:3@0", "0 u32 b:3@3"]
    );
}

#[test]
fn packed_structs_are_recognised_by_offsets_or_size() {
    let packed = |size, members: &[(&str, u32, u32)]| {
        let mut btf = Builder::new();
        btf.structure("s", size, members);
        let observation = observe(&btf.build());
        (observation.placement, observation.alignment)
    };
    let (long, char) = (Builder::LONG, Builder::CHAR);
    let natural = [("a", char, 0), ("b", long, 64)];
    assert_eq!(packed(16, &natural), (Placement::Natural, 8));
    assert_eq!(packed(24, &natural), (Placement::Padded, 8));
    assert_eq!(
        packed(9, &[("a", char, 0), ("b", long, 8)]),
        (Placement::Packed, 1)
    );
    assert_eq!(
        packed(9, &[("b", long, 0), ("a", char, 64)]),
        (Placement::Packed, 1)
    );
    assert_eq!(
        packed(16, &[("a", char, 0), ("b", long, 8)]),
        (Placement::Packed, 1)
    );
    assert_eq!(
        packed(32, &[("a", char, 0), ("b", long, 128)]),
        (Placement::Padded, 8)
    );
    assert_eq!(packed(0, &[]), (Placement::Natural, 1));
    assert_eq!(packed(8, &[]), (Placement::Padded, 1));
}

#[test]
fn packed_by_value_lowers_the_alignment_around_it() {
    let mut btf = Builder::new();
    let inner = btf.structure(
        "inner",
        9,
        &[("a", Builder::CHAR, 0), ("b", Builder::LONG, 8)],
    );
    btf.structure(
        "s",
        12,
        &[
            ("a", Builder::CHAR, 0),
            ("i", inner, 8),
            ("c", Builder::CHAR, 80),
        ],
    );
    let observation = observe(&btf.build());
    assert_eq!(observation.alignment, 1);
    assert_eq!(observation.member("i").unwrap().alignment, 1);
    assert_eq!(observation.placement, Placement::Padded);
}

#[test]
fn unnamed_members_keep_their_places() {
    let mut btf = Builder::new();
    let pair = btf.structure("", 8, &[("x", Builder::INT, 0), ("y", Builder::INT, 32)]);
    let either = btf.aggregate(
        kind::UNION,
        "",
        8,
        &[("all", Builder::LONG, 0), ("", pair, 0)],
    );
    let alias = btf.refer("", kind::CONST, either);
    btf.structure(
        "s",
        24,
        &[("a", Builder::INT, 0), ("", alias, 64), ("z", pair, 128)],
    );
    let observation = observe(&btf.build());
    assert_eq!(
        declarations(&observation),
        [
            "0 int a",
            "8 long unsigned int all",
            "8 int x",
            "12 int y",
            "16 struct (anon) z"
        ]
    );
    assert_eq!(observation.members.len(), 3);
    let unnamed = &observation.members[1];
    assert!(unnamed.is_unnamed_aggregate());
    assert_eq!((unnamed.offset, unnamed.size, unnamed.alignment), (8, 8, 8));
    assert_eq!(unnamed.members.len(), 2);
    assert_eq!(observation.placement, Placement::Natural);
}

/// Randomised structs list their members in another order than they lie.
#[test]
fn members_are_sorted_by_offset() {
    let mut btf = Builder::new();
    btf.structure(
        "s",
        12,
        &[
            ("a", Builder::INT, 64),
            ("b", Builder::INT, 0),
            ("c", Builder::INT, 32),
        ],
    );
    assert_eq!(
        declarations(&observe(&btf.build())),
        ["0 int b", "4 int c", "8 int a"]
    );
}

#[test]
fn an_open_array_takes_no_room() {
    let mut btf = Builder::new();
    let open = btf.array(Builder::LONG, 0);
    btf.structure("s", 8, &[("count", Builder::INT, 0), ("entries", open, 64)]);
    let observation = observe(&btf.build());
    assert_eq!(
        declarations(&observation),
        ["0 int count", "8 long unsigned int entries[0]"]
    );
    assert_eq!(observation.placement, Placement::Natural);
}

#[test]
fn what_lies_where_it_cannot_is_refused() {
    let problem = |size, members: &[(&str, u32, u32)]| {
        let mut btf = Builder::new();
        btf.structure("s", size, members);
        problem(&btf.build())
    };
    let int = Builder::INT;
    assert_eq!(
        problem(8, &[("a", int, 0), ("b", int, 16)]),
        Problem::Overlap {
            first: "a".to_owned(),
            second: "b".to_owned()
        }
    );
    let outside = |member: &str| Problem::Outside {
        member: member.to_owned(),
    };
    assert_eq!(problem(4, &[("a", int, 0), ("b", int, 32)]), outside("b"));
    assert_eq!(problem(4, &[("a", int, u32::MAX)]), outside("a"));
    assert!(matches!(
        problem(8, &[("a", int, 7)]),
        Problem::Meaningless { .. }
    ));
    let bit_field = |ty: u32, width| {
        let mut btf = Builder::new();
        let pair = btf.structure("pair", 8, &[("a", int, 0), ("b", int, 32)]);
        let ty = if ty == 0 { pair } else { ty };
        btf.members(
            kind::STRUCT,
            "s",
            64,
            Flag::Set,
            &[("a", ty, bits(width, 0))],
        );
        crate::support::problem(&btf.build())
    };
    assert_eq!(bit_field(int, 33), outside("a"));
    let empty = {
        let mut btf = Builder::new();
        let empty = btf.structure("empty", 0, &[]);
        btf.members(
            kind::STRUCT,
            "s",
            64,
            Flag::Set,
            &[("a", empty, bits(3, 0))],
        );
        crate::support::problem(&btf.build())
    };
    assert!(matches!(empty, Problem::Meaningless { .. }));
    let mut btf = Builder::new();
    let union = btf.aggregate(kind::UNION, "u", 8, &[("a", int, 32)]);
    btf.structure("s", 8, &[("u", union, 0)]);
    assert!(matches!(
        crate::support::problem(&btf.build()),
        Problem::Meaningless { .. }
    ));
}
