// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C declarations: one model, one parser, one printer.

mod declaration;
mod parse;
mod print;
mod token;

pub use declaration::{Function, Integer, Member, Qualifiers, TagKind, Type, TypeKind};
pub use parse::{DeclarationError, Dialect, parse_members, parse_struct};
