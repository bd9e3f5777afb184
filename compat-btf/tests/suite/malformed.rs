// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Broken BTF: each fault has its error.

use compat_btf::{Btf, Kind, Problem, TypeId};

use crate::support::{Builder, Flag, kind, problem};

/// A sound BTF with the struct `s`.
fn sound() -> Vec<u8> {
    let mut btf = Builder::new();
    btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    btf.build()
}

/// The struct `s` whose only member has the type that `make` makes.
fn member_of(make: impl Fn(&mut Builder) -> u32) -> Problem {
    let mut btf = Builder::new();
    let ty = make(&mut btf);
    btf.structure("s", 64, &[("a", ty, 0)]);
    problem(&btf.build())
}

fn with_byte(position: usize, value: u8) -> Vec<u8> {
    let mut bytes = sound();
    bytes[position] = value;
    bytes
}

#[test]
fn headers() {
    assert_eq!(
        problem(b""),
        Problem::Truncated {
            needed: 2,
            length: 0
        }
    );
    assert_eq!(
        problem(b"\x9f\xeb\x01"),
        Problem::Truncated {
            needed: 24,
            length: 3
        }
    );
    assert_eq!(problem(b"\x7fELF"), Problem::Magic { found: 0x457f });
    assert_eq!(problem(&with_byte(2, 2)), Problem::Version { found: 2 });
    assert_eq!(problem(&with_byte(3, 1)), Problem::Flags { found: 1 });
    assert_eq!(
        problem(&with_byte(4, 23)),
        Problem::HeaderLength { found: 23 }
    );
    assert!(matches!(
        problem(&with_byte(7, 0xff)),
        Problem::Truncated { .. }
    ));
    assert!(matches!(
        problem(&with_byte(15, 0xff)),
        Problem::Truncated { .. }
    ));
    assert_eq!(problem(&with_byte(16, 0)), Problem::SectionsOverlap);
    let mut open = sound();
    *open.last_mut().unwrap() = b'x';
    assert_eq!(problem(&open), Problem::StringSection);
    let none = Builder::empty(false).build();
    assert_eq!(
        problem(&none[..24]),
        Problem::Truncated {
            needed: 25,
            length: 24
        }
    );
    for length in 0..sound().len() {
        assert!(Btf::parse("test", &sound()[..length]).is_err(), "{length}");
    }
}

#[test]
fn layout_sections() {
    let mut btf = Builder::new();
    btf.more_header = vec![0, 3];
    assert_eq!(problem(&btf.build()), Problem::LayoutSection);
    btf.more_header = vec![0, 4 * 129];
    assert!(matches!(problem(&btf.build()), Problem::Truncated { .. }));
}

#[test]
fn type_sections() {
    // The last record lacks its end, and its string section begins early.
    let mut bytes = sound();
    let length = u32::from_le_bytes(bytes[12..16].try_into().unwrap());
    bytes[12..16].copy_from_slice(&(length - 4).to_le_bytes());
    assert_eq!(problem(&bytes), Problem::RecordTruncated);
    for kind in [0, 23, 127] {
        let mut btf = Builder::new();
        btf.add("s", kind, 0, Flag::Clear, 4, &[]);
        let kind = kind as u8;
        assert_eq!(problem(&btf.build()), Problem::UnknownKind { kind });
    }
    let mut btf = Builder::new();
    btf.add("s", kind::STRUCT, 0xff_ffff, Flag::Clear, 4, &[]);
    assert_eq!(problem(&btf.build()), Problem::RecordTruncated);
    let mut btf = Builder::new();
    for _ in 0..0x10_0000 {
        btf.add("", kind::CONST, 0, Flag::Clear, 0, &[]);
    }
    assert_eq!(problem(&btf.build()), Problem::TooManyTypes);
}

#[test]
fn references() {
    let missing = member_of(|_| 1000);
    let last = TypeId(6);
    assert_eq!(missing, Problem::NoSuchType { last });
    let a = "a".to_owned();
    assert_eq!(member_of(|_| 0), Problem::NoSize { member: a.clone() });
    let fwd = |btf: &mut Builder| btf.add("t", kind::FWD, 0, Flag::Clear, 0, &[]);
    assert_eq!(member_of(fwd), Problem::NoSize { member: a.clone() });
    let function = |btf: &mut Builder| btf.function(0, &[]);
    assert_eq!(member_of(function), Problem::NoSize { member: a });
    for (kind, data) in [
        (kind::FUNC, &[][..]),
        (kind::VAR, &[1]),
        (kind::DECL_TAG, &[1]),
    ] {
        let found = member_of(|btf| btf.add("t", kind, 0, Flag::Clear, 2, data));
        assert!(
            matches!(found, Problem::WrongKind { .. }),
            "{kind}: {found}"
        );
    }
    let pointer = |btf: &mut Builder| {
        let var = btf.add("t", kind::VAR, 0, Flag::Clear, 2, &[1]);
        btf.pointer(var)
    };
    assert!(matches!(
        member_of(pointer),
        Problem::WrongKind {
            found: Kind::Var,
            ..
        }
    ));
}

/// Types that contain, name or point to themselves, nest deep, or grow without bounds.
#[test]
fn loops_and_growth() {
    // The next type to be added is number 6.
    let own = 6;
    for kind in [kind::CONST, kind::TYPEDEF, kind::PTR] {
        let name = if kind == kind::TYPEDEF { "t" } else { "" };
        let found = member_of(|btf| btf.refer(name, kind, own));
        assert_eq!(found, Problem::TooDeep, "{kind}");
    }
    assert_eq!(member_of(|btf| btf.array(own, 2)), Problem::TooDeep);
    assert_eq!(
        member_of(|btf| btf.structure("t", 4, &[("t", own, 0)])),
        Problem::TooDeep
    );
    let own_parameter = |btf: &mut Builder| {
        let function = btf.function(own + 1, &[own + 1]);
        btf.pointer(function)
    };
    assert_eq!(member_of(own_parameter), Problem::TooDeep);
    let nested = |btf: &mut Builder| {
        let mut ty = Builder::INT;
        for nth in 0..40 {
            ty = btf.structure(&format!("t{nth}"), 4, &[("a", ty, 0)]);
        }
        ty
    };
    assert_eq!(member_of(nested), Problem::TooDeep);
    // Two parameters of a type that has two parameters of a type …: 2 to the power of 15.
    let doubling = |parameters: usize| {
        member_of(|btf| {
            let mut ty = Builder::INT;
            for _ in 0..12 {
                let function = btf.function(ty, &vec![ty; parameters]);
                ty = btf.pointer(function);
            }
            ty
        })
    };
    assert_eq!(doubling(4), Problem::TooLarge);
    let huge = |btf: &mut Builder| {
        let mut ty = Builder::LONG;
        for _ in 0..3 {
            ty = btf.array(ty, u32::MAX);
        }
        ty
    };
    assert_eq!(member_of(huge), Problem::TooLarge);
}

#[test]
fn records_that_mean_nothing() {
    let meaningless = |make: &dyn Fn(&mut Builder) -> u32| {
        let found = member_of(make);
        assert!(matches!(found, Problem::Meaningless { .. }), "{found}");
    };
    meaningless(&|btf| btf.refer("named", kind::PTR, 2));
    meaningless(&|btf| btf.refer("", kind::TYPEDEF, 2));
    meaningless(&|btf| btf.add("", kind::PTR, 1, Flag::Clear, 2, &[]));
    meaningless(&|btf| btf.add("", kind::CONST, 0, Flag::Set, 2, &[]));
    meaningless(&|btf| btf.add("i", kind::INT, 0, Flag::Clear, 3, &[24]));
    meaningless(&|btf| btf.add("i", kind::INT, 0, Flag::Clear, 4, &[64]));
    meaningless(&|btf| btf.add("i", kind::INT, 0, Flag::Clear, 4, &[0]));
    meaningless(&|btf| btf.add("e", kind::ENUM, 0, Flag::Clear, 3, &[]));
    meaningless(&|btf| btf.add("f", kind::FLOAT, 0, Flag::Clear, 64, &[]));
    meaningless(&|btf| {
        let function = btf.function(0, &[0, 2]);
        btf.pointer(function)
    });
    meaningless(&|btf| {
        let inner = btf.function(0, &[]);
        let outer = btf.function(inner, &[]);
        btf.pointer(outer)
    });
    meaningless(&|btf| {
        let inner = btf.function(0, &[]);
        let outer = btf.function(0, &[inner]);
        btf.pointer(outer)
    });
    let index = member_of(|btf| btf.add("", kind::ARRAY, 0, Flag::Clear, 0, &[2, 6, 4]));
    assert!(
        matches!(
            index,
            Problem::WrongKind {
                found: Kind::Array,
                ..
            }
        ),
        "{index}"
    );
}

#[test]
fn names() {
    let name = |bytes: &mut Vec<u8>, from: &[u8], to: &[u8]| {
        let at = bytes
            .windows(from.len())
            .rposition(|window| window == from)
            .unwrap();
        bytes[at..at + to.len()].copy_from_slice(to);
    };
    let mut bytes = sound();
    name(&mut bytes, b"\0a\0", b"\0-\0");
    let found = "-".to_owned();
    assert_eq!(problem(&bytes), Problem::NotAName { found });
    let mut bytes = sound();
    name(&mut bytes, b"\0a\0", b"\0\xff\0");
    assert!(matches!(problem(&bytes), Problem::NoSuchString { .. }));
    let mut btf = Builder::new();
    // A name in the middle of `int`.
    let middle = btf.name("inner") + 1;
    btf.add("s", kind::STRUCT, 1, Flag::Clear, 4, &[middle, 2, 0]);
    assert_eq!(
        problem(&btf.build()),
        Problem::NoSuchString { offset: middle }
    );
    let mut btf = Builder::new();
    btf.add("s", kind::STRUCT, 1, Flag::Clear, 4, &[0xffff, 2, 0]);
    assert_eq!(
        problem(&btf.build()),
        Problem::NoSuchString { offset: 0xffff }
    );
    let mut btf = Builder::new();
    btf.structure("s", 4, &[("", Builder::INT, 0)]);
    assert!(matches!(
        problem(&btf.build()),
        Problem::WrongKind {
            found: Kind::Int,
            ..
        }
    ));
}

#[test]
fn errors_name_the_input_the_type_and_the_fault() {
    let mut btf = Builder::new();
    btf.structure("s", 4, &[("a", 77, 0)]);
    let bytes = btf.build();
    let error = Btf::parse("vmlinux", &bytes)
        .unwrap()
        .observe("s")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "vmlinux: BTF type 77: there is no such type, the last one is 6"
    );
}
