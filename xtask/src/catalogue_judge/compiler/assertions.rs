// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! An expectation as lines of C, each an assertion that holds it against the kernel's own declaration.

use std::fmt;

use compat_data::c::{TagKind, Type, TypeKind};
use compat_data::observation::BitField;

use crate::catalogue_judge::expectation::{Element, Expectation};

/// What an assertion is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The struct's size or alignment.
    Extent,
    /// Where a member lies.
    Place,
    /// The type of a member.
    Type,
    /// That there are no other members.
    Completeness,
}

/// One assertion: a line of C, which the compiler complains of where it does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// What it is on.
    pub subject: Subject,
    /// The line.
    pub line: String,
}

/// What no assertion can be made of, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// The struct, or one of its members: `genl_family.netnsok`.
    pub what: String,
    /// Why.
    pub reason: &'static str,
}

/// `genl_family.netnsok: type of a bit-field, …`
impl fmt::Display for Unjudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.reason)
    }
}

/// The function that is called where bits are not those that are expected, which source text has to declare before.
pub const WRONG_BITS: &str = "other_bits_than_expected";

/// Why no more is judged of an alignment than that the recorded one divides it.
pub const ALIGNMENT: &str =
    "its alignment, of which the room in it says that an attribute makes it larger";
/// Why the type of a bit-field is not judged.
pub const BIT_FIELD: &str = "type of a bit-field, of which C takes no address";
/// Why a type without a name is not judged.
pub const NO_NAME: &str = "type of which a part has no name in C";

/// All assertions on a struct, and what they leave out.
pub fn all(expected: &Expectation, elements: &[Element]) -> (Vec<Assertion>, Vec<Unjudged>) {
    let mut assertions = vec![size(expected), alignment(expected)];
    let mut unjudged = Vec::new();
    let mut leave_out = |what: &str, reason: &'static str| {
        unjudged.push(Unjudged {
            what: what.to_owned(),
            reason,
        });
    };
    if !expected.alignment_is_known {
        leave_out(&expected.name, ALIGNMENT);
    }
    for (at, member) in expected.members.iter().enumerate() {
        let is_bit_field = expected.places.bits.contains_key(&member.name);
        assertions.push(place(expected, at));
        match type_of(expected, at) {
            Some(assertion) => assertions.push(assertion),
            None => {
                let reason = if is_bit_field { BIT_FIELD } else { NO_NAME };
                leave_out(&format!("{}.{}", expected.name, member.name), reason);
            }
        }
    }
    assertions.push(completeness(expected, elements));
    (assertions, unjudged)
}

/// Its size.
pub fn size(expected: &Expectation) -> Assertion {
    let (name, size) = (&expected.name, expected.places.size);
    static_assert(
        Subject::Extent,
        &format!("sizeof(struct {name}) == {size}"),
        &format!("{name}: size {size}"),
    )
}

/// Its alignment: the very one, or else a multiple of it.
pub fn alignment(expected: &Expectation) -> Assertion {
    let (name, alignment) = (&expected.name, expected.places.alignment);
    let of = format!("_Alignof(struct {name})");
    let condition = match expected.alignment_is_known {
        true => format!("{of} == {alignment}"),
        false => format!("{of} % {alignment} == 0"),
    };
    let what = format!("{name}: alignment {alignment}");
    static_assert(Subject::Extent, &condition, &what)
}

/// Where the member lies; of a bit-field, its bits.
pub fn place(expected: &Expectation, at: usize) -> Assertion {
    let (name, member) = (&expected.name, &expected.members[at].name);
    if let Some(bits) = expected.places.bits.get(member) {
        return bit_field(expected, at, *bits);
    }
    let offset = expected.places.offsets[at];
    static_assert(
        Subject::Place,
        &format!("offsetof(struct {name}, {member}) == {offset}"),
        &format!("{name}: {member} at {offset}"),
    )
}

/// The type of the member, with the qualifiers that a comparison of types leaves out at the top; none: C can't say it.
pub fn type_of(expected: &Expectation, at: usize) -> Option<Assertion> {
    let (name, member) = (&expected.name, &expected.members[at]);
    let place = format!("((struct {name} *)0)->{}", member.name);
    if expected.places.bits.contains_key(&member.name) {
        return None;
    }
    let what = format!("{name}: type of {}", member.name);
    if let TypeKind::Anonymous(kind) = member.ty.kind {
        // GCC's `enum type_class` in gcc/typeclass.h; values of enums are promoted to integers.
        let class = match kind {
            TagKind::Enum => 1,
            TagKind::Struct => 12,
            TagKind::Union => 13,
        };
        let condition = format!("__builtin_classify_type({place}) == {class}");
        return Some(static_assert(Subject::Type, &condition, &what));
    }
    if !is_named(&member.ty) {
        return None;
    }
    let pointer = match (annotation(name, &member.name), &member.ty.kind) {
        (Some(annotation), TypeKind::Pointer(to)) => format!("__typeof__({to}) {annotation} **"),
        _ => member.ty.clone().pointer().to_string(),
    };
    let condition =
        format!("__builtin_types_compatible_p(__typeof__(&{place}), __typeof__({pointer}))");
    Some(static_assert(Subject::Type, &condition, &what))
}

/// That an initialiser with these elements leaves none out and has none too many.
pub fn completeness(expected: &Expectation, elements: &[Element]) -> Assertion {
    Assertion {
        subject: Subject::Completeness,
        line: format!(
            "static const struct {} __UNIQUE_ID(members) __used = {};",
            expected.name,
            initialiser(elements)
        ),
    }
}

fn initialiser(elements: &[Element]) -> String {
    let text = |element: &Element| match element {
        Element::Number | Element::Pointer => "0".to_owned(),
        Element::Aggregate => "{ }".to_owned(),
        Element::Unnamed(elements) => initialiser(elements),
    };
    let text = match elements {
        // The compiler takes a lone zero to mean the whole struct.
        [Element::Number] => "1".to_owned(),
        [Element::Pointer] => "(void *)1".to_owned(),
        elements => elements.iter().map(text).collect::<Vec<_>>().join(", "),
    };
    format!("{{ {text} }}")
}

/// What the headers say of what a member points to, and type information doesn't: on x86 an address space of GCC's, from
/// 6.15 on; see `__percpu_qual` in include/linux/compiler_types.h.
fn annotation(name: &str, member: &str) -> Option<&'static str> {
    match (name, member) {
        ("spi_controller", "pcpu_statistics") => Some("__percpu"),
        _ => None,
    }
}

/// Whether C has a name for all that the type is made of.
fn is_named(ty: &Type) -> bool {
    let mut named = true;
    ty.visit(&mut |part| named &= !matches!(part.kind, TypeKind::Anonymous(_)));
    named
}

/// A function that the compiler finds to be empty where, of all bits set in the field, just these are set in the struct. It
/// looks at the bytes that these bits are in, and at one on either side. Of functions that do the same the compiler would
/// keep one, and complain once.
fn bit_field(expected: &Expectation, at: usize, bits: BitField) -> Assertion {
    let (name, member) = (&expected.name, &expected.members[at].name);
    let end = bits.offset + bits.width;
    let first = (bits.offset / 8).saturating_sub(1);
    let last = (end.div_ceil(8) + 1).min(expected.places.size);
    let byte = |at: u64| {
        let set = (0..8).filter(|bit| (bits.offset..end).contains(&(at * 8 + bit)));
        set.fold(0u32, |byte, bit| byte | 1 << bit)
    };
    let differs: Vec<String> = (first..last)
        .map(|at| format!("bytes.of[{at}] != {}", byte(at)))
        .collect();
    Assertion {
        subject: Subject::Place,
        line: format!(
            "static void __used __attribute__((no_icf)) __UNIQUE_ID(bits)(void) {{ \
             static const union {{ struct {name} whole; unsigned char of[sizeof(struct {name})]; }} bytes = \
             {{ .whole = {{ .{member} = ~0 }} }}; if ({}) {WRONG_BITS}(); }}",
            differs.join(" || "),
        ),
    }
}

fn static_assert(subject: Subject, condition: &str, what: &str) -> Assertion {
    Assertion {
        subject,
        line: format!("_Static_assert({condition}, \"{what}\");"),
    }
}
