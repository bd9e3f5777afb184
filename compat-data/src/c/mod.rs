// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C declarations: one model, one parser, one printer.

mod declaration;
mod declarator;
mod derive;
mod error;
mod parse;
mod print;
mod specifiers;
mod token;

pub use declaration::{Function, Integer, Member, Qualifiers, TagKind, Type, TypeKind};
pub use error::DeclarationError;
pub use parse::{Dialect, parse_members, parse_struct};
