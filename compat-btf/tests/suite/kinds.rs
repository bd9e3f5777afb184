// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Every kind of type, in both byte orders.

use compat_btf::{Btf, Problem};
use compat_data::c::{Dialect, TagKind, Type, TypeKind, parse_members};
use compat_data::observation::{Meaning, TypeName};

use crate::support::{Builder, Flag, declarations, kind, observe, problem};

/// A struct with a member of every kind that a member can have, among records of all other kinds.
fn all_kinds(big: bool) -> Vec<u8> {
    let mut btf = Builder::in_order(big);
    let [int, long, bool_] = [Builder::INT, Builder::LONG, Builder::BOOL];
    btf.add("f", kind::FUNC, 1, Flag::Clear, int, &[]);
    btf.add("v", kind::VAR, 0, Flag::Clear, int, &[1]);
    btf.add(
        ".data",
        kind::DATASEC,
        2,
        Flag::Clear,
        8,
        &[7, 0, 4, 7, 4, 4],
    );
    let double = btf.add("double", kind::FLOAT, 0, Flag::Clear, 8, &[]);
    let alias = btf.refer("bool", kind::TYPEDEF, bool_);
    let size = btf.refer("__kernel_size_t", kind::TYPEDEF, long);
    let size = btf.refer("size_t", kind::TYPEDEF, size);
    let opaque = btf.add("dev", kind::FWD, 0, Flag::Clear, 0, &[]);
    let either = btf.add("either", kind::FWD, 0, Flag::Set, 0, &[]);
    let user = btf.refer("user", kind::TYPE_TAG, Builder::CHAR);
    let text = btf.refer("", kind::CONST, user);
    let text = btf.pointer(text);
    let text = btf.refer("", kind::RESTRICT, text);
    let text = btf.refer("", kind::CONST, text);
    let register = btf.refer("", kind::VOLATILE, Builder::UNSIGNED);
    let direction = btf.enumeration("direction", Flag::Clear, &[("TO", 0), ("FROM", 1)]);
    let signed = btf.enumeration("sign", Flag::Set, &[("MINUS", -1)]);
    let words = [btf.name("HUGE"), 0, 1];
    let huge = btf.add("huge", kind::ENUM64, 1, Flag::Clear, 8, &words);
    let dev = btf.pointer(opaque);
    let either = btf.pointer(either);
    let pair = btf.structure("pair", 8, &[("a", int, 0), ("b", int, 32)]);
    let both = btf.aggregate(kind::UNION, "both", 8, &[("a", int, 0), ("b", long, 0)]);
    let call = btf.function(int, &[dev, text, size, alias, pair, direction]);
    let call = btf.pointer(call);
    let print = btf.function(0, &[text, 0]);
    let print = btf.pointer(print);
    let halt = btf.function(0, &[]);
    let halt = btf.refer("", kind::VOLATILE, halt);
    let halt = btf.pointer(halt);
    let calls = btf.array(call, 2);
    let grid = btf.array(int, 3);
    let grid = btf.array(grid, 2);
    let key = btf.refer("", kind::CONST, Builder::CHAR);
    let key = btf.array(key, 4);
    let key = btf.refer("", kind::CONST, key);
    let pairs = btf.array(pair, 2);
    let opaque_pair = btf.refer("pair_t", kind::TYPEDEF, pair);
    let opaque_pair = btf.pointer(opaque_pair);
    btf.structure(
        "s",
        216,
        &[
            ("flag", alias, 0),
            ("raw", bool_, 8),
            ("register", register, 32),
            ("call", call, 64),
            ("print", print, 128),
            ("halt", halt, 192),
            ("calls", calls, 256),
            ("grid", grid, 384),
            ("key", key, 576),
            ("direction", direction, 608),
            ("sign", signed, 640),
            ("huge", huge, 704),
            ("number", double, 768),
            ("pairs", pairs, 832),
            ("both", both, 960),
            ("dev", dev, 1024),
            ("either", either, 1088),
            ("text", text, 1152),
            ("opaque_pair", opaque_pair, 1216),
            ("length", size, 1280),
            ("letter", Builder::CHAR, 1344),
            ("last", long, 1408),
            ("open", grid, 1472),
            ("end", int, 1664),
        ],
    );
    btf.add("tag", kind::DECL_TAG, 0, Flag::Clear, 2, &[u32::MAX]);
    btf.build()
}

const DECLARED: &str = "
    bool flag; bool raw; volatile unsigned int register;
    int (*call)(struct dev *, const char * const, size_t, bool, struct pair, enum direction);
    void (*print)(const char * const, ...);
    void (*halt)(void) __attribute__((noreturn));
    int (*calls[2])(struct dev *, const char * const, size_t, bool, struct pair, enum direction);
    int grid[2][3]; const char key[4]; enum direction direction; enum sign sign; enum huge huge; double number;
    struct pair pairs[2]; union both both; struct dev *dev; union either *either; const char * const text;
    pair_t *opaque_pair; size_t length; char letter; long unsigned int last; int open[2][3]; int end;
";

#[test]
fn members_of_every_kind_are_declared_as_in_c() {
    for big in [false, true] {
        let observation = observe(&all_kinds(big));
        let declared = parse_members(DECLARED, Dialect::C).unwrap();
        assert_eq!(
            observation.layout("x").members,
            declared,
            "big-endian: {big}"
        );
        assert_eq!(observation.layout("x").name, "x");
        assert_eq!((observation.size, observation.alignment), (216, 8));
        assert_eq!(observation.pointer_size, 8);
        assert_eq!(observation.char_is_signed, Some(false));
    }
}

#[test]
fn names_have_their_meaning() {
    for big in [false, true] {
        let observation = observe(&all_kinds(big));
        let meaning = |name: TypeName| &observation.definitions[&name].meaning;
        let typedef = |name: &str| meaning(TypeName::Typedef(name.to_owned()));
        let tag = |kind, name: &str| meaning(TypeName::Tag(kind, name.to_owned()));
        let long = Meaning::Integer {
            size: 8,
            signed: false,
        };
        assert_eq!(*typedef("size_t"), long);
        assert_eq!(*typedef("__kernel_size_t"), long);
        assert_eq!(*typedef("double"), Meaning::Float { size: 8 });
        let pair = Meaning::Aggregate {
            kind: TagKind::Struct,
            size: 8,
            alignment: 4,
        };
        assert_eq!(*typedef("pair_t"), pair);
        assert_eq!(*tag(TagKind::Struct, "pair"), pair);
        let Meaning::Aggregate { alignment: 8, .. } = tag(TagKind::Union, "both") else {
            panic!("union both");
        };
        let Meaning::Enum {
            signed: false,
            size: 4,
            enumerators,
        } = tag(TagKind::Enum, "direction")
        else {
            panic!("enum direction");
        };
        assert_eq!(enumerators[1].name, "FROM");
        let Meaning::Enum {
            signed: true,
            enumerators,
            ..
        } = tag(TagKind::Enum, "sign")
        else {
            panic!("enum sign");
        };
        assert_eq!(enumerators[0].value, -1);
        let Meaning::Enum {
            size: 8,
            enumerators,
            ..
        } = tag(TagKind::Enum, "huge")
        else {
            panic!("enum huge");
        };
        assert_eq!(enumerators[0].value, 1 << 32);
        // Behind pointers, tags stand for themselves.
        let dev = TypeName::Tag(TagKind::Struct, "dev".to_owned());
        assert!(!observation.definitions.contains_key(&dev));
        let size = Type::plain(TypeKind::Typedef("size_t".to_owned()));
        let of = observation.definition(&size).unwrap().of.clone().unwrap();
        assert_eq!(of.to_string(), "__kernel_size_t");
        assert!(observation.definition(&of).is_some());
        assert!(observation.definition(&of.pointer()).is_none());
    }
}

#[test]
fn clang_spells_integers_otherwise() {
    let mut btf = Builder::empty(false);
    let long = btf.int("unsigned long", 8, 0);
    let short = btf.int("unsigned short", 2, 0);
    let wide = btf.int("__int128", 16, 1);
    btf.structure(
        "s",
        32,
        &[("a", long, 0), ("b", short, 64), ("c", wide, 128)],
    );
    let observation = observe(&btf.build());
    assert_eq!(
        declarations(&observation),
        [
            "0 long unsigned int a",
            "8 short unsigned int b",
            "16 __int128 c"
        ]
    );
    assert_eq!(observation.alignment, 16);
    let wide = &observation.definitions[&TypeName::Typedef("__int128".to_owned())];
    assert_eq!(wide.of, None);
    assert_eq!(
        wide.meaning,
        Meaning::Integer {
            size: 16,
            signed: true
        }
    );
}

/// Encoders before pahole 1.24 and GCC 13 mark no enum as signed.
#[test]
fn enums_of_old_encoders_are_signed_by_their_values() {
    let signed = |marked: bool| {
        let mut btf = Builder::new();
        let one = btf.enumeration("one", Flag::Clear, &[("ALL", -1), ("NONE", 0)]);
        if marked {
            btf.enumeration("other", Flag::Set, &[("MINUS", -1)]);
        }
        btf.structure("s", 4, &[("a", one, 0)]);
        let observation = observe(&btf.build());
        let one = TypeName::Tag(TagKind::Enum, "one".to_owned());
        let Meaning::Enum {
            signed,
            enumerators,
            ..
        } = &observation.definitions[&one].meaning
        else {
            panic!("enum one");
        };
        (*signed, enumerators[0].value)
    };
    assert_eq!(signed(false), (true, -1));
    assert_eq!(signed(true), (false, 0xffff_ffff));
}

#[test]
fn structs_are_listed_and_missing_ones_are_none() {
    let mut btf = Builder::new();
    btf.structure("", 4, &[("a", Builder::INT, 0)]);
    btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    btf.add("t", kind::FWD, 0, Flag::Clear, 0, &[]);
    let bytes = btf.build();
    let btf = Btf::parse("test", &bytes).unwrap();
    let structs = btf.structs().unwrap();
    assert_eq!(
        structs.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
        ["s"]
    );
    assert_eq!(btf.observe_type(structs[0].0).unwrap().name, "s");
    for name in ["", "t", "s\0", "longer_than_all_the_strings_there_are"] {
        assert_eq!(btf.observe(name).unwrap(), None, "{name}");
    }
}

#[test]
fn the_size_of_pointers_must_be_known() {
    let mut btf = Builder::empty(false);
    let int = btf.int("int", 4, 1);
    let pointer = btf.pointer(int);
    btf.structure("s", 8, &[("a", pointer, 0), ("b", pointer, 32)]);
    let bytes = btf.build();
    assert_eq!(problem(&bytes), Problem::PointerSize);
    let sized = |size| Btf::parse("test", &bytes).unwrap().with_pointer_size(size);
    let observation = sized(4).observe("s").unwrap().unwrap();
    assert_eq!(observation.pointer_size, 4);
    assert!(matches!(
        sized(8).observe("s").unwrap_err().problem,
        Problem::Outside { .. }
    ));
    assert_eq!(
        sized(3).observe("s").unwrap_err().problem,
        Problem::PointerSize
    );
}
