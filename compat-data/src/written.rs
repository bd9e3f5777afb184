// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Tables that the kernel writes to when they are registered: it links them into lists, or keeps what is its own in them.
//!
//! C's declarations do not say which these are. They are taken to be all that have room for such a thing: a struct or union by
//! value, or a pointer to data that is not constant. So a table that the kernel only reads may count as written. A table of which the
//! kernel writes nothing but numbers or function pointers would not be found; those of the catalogue with such members (the `refcount`
//! of `tty_ldisc_ops`, the `id` of `genl_family`, the functions of `irq_chip`) have one of the other kinds on some kernel.

use crate::c::{TagKind, Type, TypeKind};
use crate::core_types::{CoreType, core_type, is_primitive};
use crate::history::History;
use crate::observation::{Observation, ObservedMember, TypeName};

impl History {
    /// Whether some recorded kernel may write to a table of this struct: a static of it has to lie in memory that can be written.
    pub fn is_written(&self) -> bool {
        let mut members = self.layouts.iter().flat_map(|layout| &layout.members);
        members.any(|member| is_written(&member.ty, &|_| None))
    }
}

impl Observation {
    /// Whether the kernel may write to a table of this struct.
    pub fn is_written(&self) -> bool {
        let named = |name: &str| {
            let name = TypeName::Typedef(name.to_owned());
            self.definitions.get(&name)?.of.as_ref()
        };
        self.members
            .iter()
            .any(|member| is_member_written(member, &named))
    }
}

fn is_member_written<'a>(
    observed: &ObservedMember,
    named: &dyn Fn(&str) -> Option<&'a Type>,
) -> bool {
    match observed.members.as_slice() {
        [] => is_written(&observed.member.ty, named),
        within => within.iter().any(|member| is_member_written(member, named)),
    }
}

/// Whether the kernel may write to a member of that type. `named` says what a typedef is that is not one of the kernel's known ones.
fn is_written<'a>(ty: &Type, named: &dyn Fn(&str) -> Option<&'a Type>) -> bool {
    if ty.qualifiers.constant {
        return false;
    }
    match &ty.kind {
        TypeKind::Void | TypeKind::Bool | TypeKind::Integer(_) | TypeKind::Function(_) => false,
        TypeKind::Tag(kind, _) | TypeKind::Anonymous(kind) => *kind != TagKind::Enum,
        TypeKind::Array(element, _) => is_written(element, named),
        TypeKind::Pointer(to) => {
            !is_function(to, named) && !is_module(to) && !leads_to_constants(to)
        }
        TypeKind::Typedef(name) => match core_type(name) {
            _ if is_number(name) => false,
            Some(
                CoreType::Integer(_)
                | CoreType::Wide(_)
                | CoreType::Enum(..)
                | CoreType::Function(_)
                | CoreType::FunctionPointer(_),
            ) => false,
            Some(
                CoreType::Opaque | CoreType::Struct(..) | CoreType::Typedef(_) | CoreType::Other,
            ) => true,
            Some(CoreType::Alias(of)) => {
                is_written(&Type::plain(TypeKind::Typedef(of.to_owned())), named)
            }
            None => named(name).is_none_or(|of| is_written(of, named)),
        },
    }
}

/// C's own numbers, by the names that they have in compat-core, and those of the kernel that are Rust's, too.
fn is_number(name: &str) -> bool {
    let is_of_c = name.starts_with("c_") && name != "c_void" && core_type(name).is_some();
    is_of_c || ["size_t", "ssize_t"].contains(&name) || is_primitive(name)
}

fn is_function<'a>(ty: &Type, named: &dyn Fn(&str) -> Option<&'a Type>) -> bool {
    match &ty.kind {
        TypeKind::Function(_) => true,
        TypeKind::Typedef(name) => match core_type(name) {
            Some(of) => matches!(of, CoreType::Function(_)),
            None => named(name).is_some_and(|of| is_function(of, named)),
        },
        _ => false,
    }
}

/// `owner`: the kernel counts the module's users in the module.
fn is_module(ty: &Type) -> bool {
    matches!(&ty.kind, TypeKind::Tag(TagKind::Struct, tag) if tag == "module")
}

/// Whether what a pointer leads to, over further ones, is the driver's own and constant.
fn leads_to_constants(to: &Type) -> bool {
    to.qualifiers.constant
        || match &to.kind {
            TypeKind::Pointer(to) | TypeKind::Array(to, _) => leads_to_constants(to),
            _ => false,
        }
}
