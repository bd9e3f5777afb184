// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A layout as C source, for a C compiler to hold against a struct's real declaration.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::c::{TagKind, Type, TypeKind};
use crate::history::Layout;

/// The layout's members as the declaration of `struct tag`.
pub fn declaration(layout: &Layout, tag: &str) -> String {
    let mut out = format!("struct {tag} {{\n");
    for member in &layout.members {
        line(&mut out, &format!("\t{member};"));
    }
    line(&mut out, "};");
    out
}

/// Declarations of the tags that the layout's types name, for a C file that includes none of the kernel's headers.
///
/// An enum gets a single enumerator, 0: GCC makes it `unsigned int`, as it does every enum without negative ones.
pub fn tags(layout: &Layout) -> String {
    let mut tags: BTreeMap<&str, TagKind> = BTreeMap::new();
    for member in &layout.members {
        member.ty.visit(&mut |ty: &Type| {
            if let TypeKind::Tag(kind, tag) = &ty.kind {
                tags.insert(tag, *kind);
            }
        });
    }
    let mut out = String::new();
    for (tag, kind) in tags {
        match kind {
            TagKind::Enum => line(&mut out, &format!("enum {tag} {{ {tag}_first }};")),
            TagKind::Struct | TagKind::Union => {
                line(&mut out, &format!("{} {tag};", kind.keyword()))
            }
        }
    }
    out
}

/// Assertions that the real `struct name`, declared before, is exactly this layout: the same members in the same
/// order, each of a compatible type at the same offset, none besides; the same size and alignment.
///
/// They want `offsetof` in scope. What they turn into errors are GCC's warnings on incompatible pointers and on missing
/// initialisers: the latter finds a further member that hides in padding.
pub fn against_declaration(layout: &Layout, name: &str) -> String {
    let recorded = format!("recorded_{name}");
    let mut out = declaration(layout, &recorded);
    for warning in [
        "-Wincompatible-pointer-types",
        "-Wmissing-field-initializers",
    ] {
        line(
            &mut out,
            &format!("#pragma GCC diagnostic error \"{warning}\""),
        );
    }
    let mut assert = |condition: &str, what: &str| {
        line(
            &mut out,
            &format!("_Static_assert({condition}, \"{name}: {what}\");"),
        );
    };
    assert(
        &format!("sizeof(struct {name}) == sizeof(struct {recorded})"),
        "size",
    );
    assert(
        &format!("_Alignof(struct {name}) == _Alignof(struct {recorded})"),
        "alignment",
    );
    for member in &layout.members {
        let member = &member.name;
        assert(
            &format!("offsetof(struct {name}, {member}) == offsetof(struct {recorded}, {member})"),
            &format!("offset of {member}"),
        );
        assert(
            &format!(
                "__builtin_types_compatible_p(__typeof__(((struct {name} *)0)->{member}), \
                 __typeof__(((struct {recorded} *)0)->{member}))"
            ),
            &format!("type of {member}"),
        );
    }
    line(
        &mut out,
        &format!("void assign_{name}(struct {name} *real, const struct {recorded} *recorded);"),
    );
    line(
        &mut out,
        &format!("void assign_{name}(struct {name} *real, const struct {recorded} *recorded)"),
    );
    line(&mut out, "{");
    for member in &layout.members {
        line(
            &mut out,
            &format!("\treal->{0} = recorded->{0};", member.name),
        );
    }
    line(&mut out, "}");
    let zeros = vec!["0"; layout.members.len()].join(", ");
    line(
        &mut out,
        &format!("extern const struct {name} all_members_of_{name};"),
    );
    line(
        &mut out,
        &format!("const struct {name} all_members_of_{name} = {{ {zeros} }};"),
    );
    out
}

fn line(out: &mut String, text: &str) {
    // Writing to a `String` can't fail.
    let _ = writeln!(out, "{text}");
}
