// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The type that a declarator makes of the words before it.

use super::declaration::{Function, Qualifiers, Type, TypeKind};
use super::declarator::{Declarator, Derivation};
use super::error::DeclarationError;
use super::parse::{Dialect, Parser};
use super::specifiers::Specifiers;

/// Where the name of a declaration stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NamePlace {
    /// In the declarator, as C has it, or there is none.
    Within,
    /// Behind all of its type, as in a report.
    Behind,
    /// Behind all of its type and a `*` that spells the outermost pointer once more; that pointer is not qualified.
    BehindStar,
}

impl Parser<'_> {
    /// The type that the declarator makes of the specifiers.
    pub(super) fn apply(
        &self,
        mut specifiers: Specifiers,
        mut declarator: Declarator<'_>,
        place: NamePlace,
    ) -> Result<Type, DeclarationError> {
        if self.dialect == Dialect::Report {
            give_away_volatile(&mut specifiers, &mut declarator, place);
            give_away_const(&mut specifiers, &mut declarator, place);
        }
        let mut ty = specifiers.base;
        ty.qualifiers = Qualifiers {
            constant: specifiers.constants > 0,
            volatile: specifiers.volatile,
        };
        for derivation in declarator.derivations {
            ty = match (derivation, &ty.kind) {
                (Derivation::Pointer { qualifiers, .. }, _) => Type {
                    qualifiers,
                    ..ty.pointer()
                },
                (Derivation::Array(_), TypeKind::Void | TypeKind::Function(_)) => {
                    return Err(self.error("an array of what has a size"));
                }
                (Derivation::Array(length), _) => {
                    Type::plain(TypeKind::Array(Box::new(ty), length))
                }
                (Derivation::Function { .. }, TypeKind::Function(_) | TypeKind::Array(..)) => {
                    return Err(self.error("a function that returns no function and no array"));
                }
                (
                    Derivation::Function {
                        parameters,
                        variadic,
                        noreturn,
                    },
                    _,
                ) => Type::plain(TypeKind::Function(Box::new(Function {
                    result: ty,
                    parameters,
                    variadic,
                    noreturn,
                }))),
            };
        }
        Ok(ty)
    }
}

/// A `volatile` function is how the reports spell one that does not return.
fn give_away_volatile(
    specifiers: &mut Specifiers,
    declarator: &mut Declarator<'_>,
    place: NamePlace,
) {
    if place == NamePlace::Within || !specifiers.volatile {
        return;
    }
    for derivation in declarator.derivations.iter_mut().rev() {
        if let Derivation::Function { noreturn, .. } = derivation {
            *noreturn = true;
            specifiers.volatile = false;
            return;
        }
    }
}

/// C gives the leading qualifiers to the base. In the reports they nest from outside in: the first `const` of a
/// type that stands before the name is the whole type's; the others are those of the pointers that stand apart
/// from what follows them, `const const char * help`.
fn give_away_const(specifiers: &mut Specifiers, declarator: &mut Declarator<'_>, place: NamePlace) {
    if specifiers.constants == 0 {
        return;
    }
    let derivations = declarator.derivations.as_mut_slice();
    if place == NamePlace::Behind {
        match derivations.split_last_mut() {
            Some((Derivation::Pointer { qualifiers, .. }, _)) => {
                qualifiers.constant = true;
                specifiers.constants -= 1;
            }
            Some((Derivation::Array(_), elements)) => constant_array(specifiers, elements),
            _ => {}
        }
        return;
    }
    let names_no_member = declarator.name.is_none();
    for derivation in derivations.iter_mut().rev() {
        if let Derivation::Pointer { qualifiers, apart } = derivation {
            let last_of_several = names_no_member && specifiers.constants > 1;
            if specifiers.constants > 0 && (*apart || last_of_several) {
                qualifiers.constant = true;
                specifiers.constants -= 1;
            }
        }
    }
}

/// C has no qualified arrays: `const const u8[16] vcodiv` says it of the array and again of its elements.
fn constant_array(specifiers: &mut Specifiers, elements: &mut [Derivation]) {
    let element = elements
        .iter_mut()
        .rev()
        .find(|derivation| !matches!(derivation, Derivation::Array(_)));
    match element {
        Some(Derivation::Pointer { qualifiers, .. }) => {
            qualifiers.constant = true;
            specifiers.constants = specifiers.constants.saturating_sub(2);
        }
        _ => specifiers.constants = 1,
    }
}
