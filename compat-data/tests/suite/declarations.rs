// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C declarations, in C's spellings and in those of the reports.

use compat_data::c::{
    Dialect, Function, Integer, Member, Qualifiers, TagKind, Type, TypeKind, parse_members,
};

fn one(text: &str, dialect: Dialect) -> Member {
    let members = parse_members(text, dialect).unwrap_or_else(|error| panic!("{error}"));
    let [member] = members.as_slice() else {
        panic!("{members:?}");
    };
    member.clone()
}

fn pointer_to(kind: TypeKind) -> Type {
    Type::plain(kind).pointer()
}

fn constant(ty: Type) -> Type {
    Type {
        qualifiers: Qualifiers {
            constant: true,
            volatile: ty.qualifiers.volatile,
        },
        ..ty
    }
}

fn function(result: Type, parameters: Vec<Type>) -> Type {
    pointer_to(TypeKind::Function(Box::new(Function {
        result,
        parameters,
        variadic: false,
        noreturn: false,
    })))
}

#[test]
fn the_types_of_a_member() {
    let tag = |name: &str| pointer_to(TypeKind::Tag(TagKind::Struct, name.to_owned()));
    assert_eq!(
        one(
            "int (*attach)(struct dma_buf *, struct dma_buf_attachment *);",
            Dialect::C
        ),
        Member {
            name: "attach".to_owned(),
            ty: function(
                Type::plain(TypeKind::Integer(Integer::Int)),
                vec![tag("dma_buf"), tag("dma_buf_attachment")]
            ),
        }
    );
    let type_of = |text: &str| one(&format!("{text};"), Dialect::C).ty;
    assert_eq!(type_of("bool flag"), Type::plain(TypeKind::Bool));
    assert_eq!(type_of("void *data"), pointer_to(TypeKind::Void));
    assert_eq!(
        type_of("const char * const name"),
        constant(constant(Type::plain(TypeKind::Integer(Integer::Char))).pointer())
    );
    assert_eq!(
        type_of("int *table[4]"),
        Type::plain(TypeKind::Array(
            Box::new(pointer_to(TypeKind::Integer(Integer::Int))),
            Some(4)
        ))
    );
    assert_eq!(
        type_of("int (*table)[4]"),
        pointer_to(TypeKind::Array(
            Box::new(Type::plain(TypeKind::Integer(Integer::Int))),
            Some(4)
        ))
    );
    assert_eq!(
        type_of("void (*sort)(int (*)(const void *, const void *))"),
        function(
            Type::plain(TypeKind::Void),
            vec![function(
                Type::plain(TypeKind::Integer(Integer::Int)),
                vec![constant(Type::plain(TypeKind::Void)).pointer(); 2]
            )]
        )
    );
}

#[test]
fn one_type_in_several_spellings() {
    for spellings in [
        &[
            "unsigned long x;",
            "long unsigned int x;",
            "unsigned long int x;",
            "int long unsigned x;",
        ][..],
        &["long long x;", "long long int x;", "signed long long x;"],
        &["int x;", "signed x;", "signed int x;"],
        &["unsigned x;", "unsigned int x;"],
        &["short x;", "short int x;"],
        &["const int x;", "int const x;"],
        &["_Bool x;", "bool x;"],
        &[
            "int (*x)(void);",
            "int (*x)();",
            "int(*x)( void );",
            "int (*x)(/* nothing */);",
        ],
        &[
            "int (*x)(int a, char *name);",
            "int (*x)(int, char *); // names mean nothing",
        ],
    ] {
        let types: Vec<Member> = spellings.iter().map(|text| one(text, Dialect::C)).collect();
        for (member, text) in types.iter().zip(spellings) {
            assert_eq!(*member, types[0], "{text}");
        }
    }
}

/// FACTS: printed oddities in reports.
#[test]
fn the_reports_spellings() {
    let char_ = || Type::plain(TypeKind::Integer(Integer::Char));
    let int = || Type::plain(TypeKind::Integer(Integer::Int));
    let cases = [
        (
            "const int(*)(int) handler",
            constant(function(int(), vec![int()])),
        ),
        (
            "const const char *(*)(int) name",
            constant(function(constant(char_()).pointer(), vec![int()])),
        ),
        (
            "const const char * help",
            constant(constant(char_()).pointer()),
        ),
        ("const char * help", constant(char_().pointer())),
        ("const char *help", constant(char_()).pointer()),
        (
            "const char * *groups",
            constant(char_().pointer()).pointer(),
        ),
        ("const char **groups", constant(char_()).pointer().pointer()),
        (
            "const const char * *groups",
            constant(constant(char_()).pointer()).pointer(),
        ),
        (
            "const const char *[4] name",
            Type::plain(TypeKind::Array(
                Box::new(constant(char_().pointer())),
                Some(4),
            )),
        ),
        (
            "const const const char *[4] name",
            Type::plain(TypeKind::Array(
                Box::new(constant(constant(char_()).pointer())),
                Some(4),
            )),
        ),
        (
            "const char * name[4]",
            Type::plain(TypeKind::Array(
                Box::new(constant(char_()).pointer()),
                Some(4),
            )),
        ),
        (
            "const const int[16] pins",
            Type::plain(TypeKind::Array(Box::new(constant(int())), Some(16))),
        ),
        (
            "struct (anon) state",
            Type::plain(TypeKind::Anonymous(TagKind::Struct)),
        ),
        (
            "union (anon) u",
            Type::plain(TypeKind::Anonymous(TagKind::Union)),
        ),
        (
            "enum (anon) mode",
            Type::plain(TypeKind::Anonymous(TagKind::Enum)),
        ),
    ];
    for (text, expected) in cases {
        let member = one(&format!("{text};"), Dialect::Report);
        assert_eq!(member.ty, expected, "{text}");
        assert_eq!(member.in_report(), text);
    }
}

#[test]
fn variable_arguments_and_functions_that_do_not_return() {
    let call = one("long int (*call)(unsigned int, void);", Dialect::Report);
    assert!(call.ty.as_function_pointer().unwrap().variadic);
    assert_eq!(call.to_string(), "long int (*call)(unsigned int, ...)");
    assert_eq!(call.in_report(), "long int (*call)(unsigned int, void)");
    let halt = one("volatile void(*)(int) *halt;", Dialect::Report);
    let function = halt.ty.as_function_pointer().unwrap();
    assert!(function.noreturn);
    assert_eq!(function.result, Type::plain(TypeKind::Void));
    assert_eq!(
        halt.to_string(),
        "void (*halt)(int) __attribute__((noreturn))"
    );
    assert_eq!(halt.in_report(), "volatile void(*)(int) *halt");
    for member in [call, halt] {
        assert_eq!(one(&format!("{member};"), Dialect::C), member);
    }
}
