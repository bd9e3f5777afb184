// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Any declaration reads as it prints.

use compat_data::c::{
    Dialect, Function, Integer, Member, Qualifiers, TagKind, Type, TypeKind, parse_members,
};
use proptest::prelude::*;

fn constant(ty: Type) -> Type {
    Type {
        qualifiers: Qualifiers {
            constant: true,
            volatile: ty.qualifiers.volatile,
        },
        ..ty
    }
}

fn name() -> impl Strategy<Value = String> {
    let keyword = |name: &String| parse_members(&format!("int {name};"), Dialect::C).is_ok();
    "[a-z_][a-z0-9_]{0,6}".prop_filter("a keyword", keyword)
}

fn qualifiers() -> impl Strategy<Value = Qualifiers> {
    (any::<bool>(), any::<bool>())
        .prop_map(|(constant, volatile)| Qualifiers { constant, volatile })
}

fn integer() -> impl Strategy<Value = Integer> {
    prop::sample::select(vec![
        Integer::Char,
        Integer::SignedChar,
        Integer::UnsignedChar,
        Integer::Short,
        Integer::UnsignedShort,
        Integer::Int,
        Integer::UnsignedInt,
        Integer::Long,
        Integer::UnsignedLong,
        Integer::LongLong,
        Integer::UnsignedLongLong,
    ])
}

/// A type that can stand by itself.
fn base() -> impl Strategy<Value = TypeKind> {
    let tag = || prop::sample::select(vec![TagKind::Struct, TagKind::Union, TagKind::Enum]);
    prop_oneof![
        Just(TypeKind::Bool),
        integer().prop_map(TypeKind::Integer),
        name().prop_map(TypeKind::Typedef),
        (tag(), name()).prop_map(|(kind, name)| TypeKind::Tag(kind, name)),
        tag().prop_map(TypeKind::Anonymous),
    ]
}

fn signature(
    result: impl Strategy<Value = Type>,
    parameter: impl Strategy<Value = Type>,
    noreturn: impl Strategy<Value = bool>,
) -> impl Strategy<Value = TypeKind> {
    let parameters = prop::collection::vec(parameter, 0..4);
    (result, parameters, any::<bool>(), noreturn).prop_map(
        |(result, parameters, variadic, noreturn)| {
            TypeKind::Function(Box::new(Function {
                variadic: variadic && !parameters.is_empty(),
                result,
                parameters,
                noreturn,
            }))
        },
    )
}

fn qualified(kind: impl Strategy<Value = TypeKind>) -> impl Strategy<Value = Type> {
    (qualifiers(), kind).prop_map(|(qualifiers, kind)| Type { qualifiers, kind })
}

/// Any type that a member can have.
fn member_type() -> impl Strategy<Value = Type> {
    qualified(base()).prop_recursive(6, 24, 4, |inner| {
        let void = || qualified(Just(TypeKind::Void));
        let result = prop_oneof![
            void(),
            inner.clone().prop_filter("C returns no array", |ty| {
                !matches!(ty.kind, TypeKind::Array(..))
            }),
        ];
        let function = signature(result, inner.clone(), any::<bool>()).prop_map(Type::plain);
        let pointer = prop_oneof![void(), inner.clone(), function];
        prop_oneof![
            3 => (qualifiers(), pointer).prop_map(|(qualifiers, to)| Type { qualifiers, ..to.pointer() }),
            1 => (inner, prop::option::of(0_u64..100))
                .prop_map(|(element, length)| Type::plain(TypeKind::Array(Box::new(element), length))),
        ]
    })
}

fn constant_or_not(kind: impl Strategy<Value = TypeKind>) -> impl Strategy<Value = Type> {
    (any::<bool>(), kind).prop_map(|(constant, kind)| Type {
        qualifiers: Qualifiers {
            constant,
            volatile: false,
        },
        kind,
    })
}

/// What a report can say: no pointer without a name is constant, and no function returns a function pointer.
fn type_in_report() -> impl Strategy<Value = Type> {
    let pointers = |base: BoxedStrategy<Type>| {
        (base, 0_usize..3).prop_map(|(base, depth)| (0..depth).fold(base, |ty, _| ty.pointer()))
    };
    let plain = move || pointers(constant_or_not(base()).boxed());
    let void_pointer = || constant_or_not(Just(TypeKind::Void)).prop_map(Type::pointer);
    let result = prop_oneof![plain(), void_pointer(), Just(Type::plain(TypeKind::Void))];
    let function = signature(result, prop_oneof![plain(), void_pointer()], any::<bool>())
        .prop_map(|kind| Type::plain(kind).pointer())
        .boxed();
    let constant_pointers = (
        constant_or_not(base()),
        prop::collection::vec(any::<bool>(), 1..4),
    )
        .prop_map(|(base, constants)| {
            constants
                .into_iter()
                .fold(base, |ty, is_constant| match is_constant {
                    true => constant(ty.pointer()),
                    false => ty.pointer(),
                })
        });
    let array = (plain(), prop::option::of(0_u64..100))
        .prop_map(|(element, length)| Type::plain(TypeKind::Array(Box::new(element), length)));
    let constant_function = function.clone().prop_map(constant);
    prop_oneof![
        plain(),
        void_pointer(),
        function,
        constant_pointers,
        array,
        constant_function
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn members_read_as_they_print(name in name(), ty in member_type()) {
        let member = Member { name, ty };
        let text = format!("{member};");
        prop_assert_eq!(parse_members(&text, Dialect::C), Ok(vec![member]), "{}", text);
    }

    #[test]
    fn members_of_reports_read_as_they_print(name in name(), ty in type_in_report()) {
        let member = Member { name, ty };
        let text = format!("{};", member.in_report());
        prop_assert_eq!(parse_members(&text, Dialect::Report), Ok(vec![member]), "{}", text);
    }
}
