// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Types and members as C text, in the spelling of the reports.

use std::fmt;

use super::declaration::{Function, Member, Qualifiers, Type, TypeKind};

/// What a declarator is put around.
enum Inner {
    /// Nothing, a name, or pointers: a further `*` stands right before it.
    Prefix(String),
    /// A parameter list or an array length follows the name: `void * (*vmap)(…)`, `char * name[2]`.
    Suffix(String),
}

impl Inner {
    fn text(&self) -> &str {
        match self {
            Self::Prefix(text) | Self::Suffix(text) => text,
        }
    }
}

fn qualifiers(qualifiers: Qualifiers) -> &'static str {
    match (qualifiers.constant, qualifiers.volatile) {
        (false, false) => "",
        (true, false) => "const ",
        (false, true) => "volatile ",
        (true, true) => "const volatile ",
    }
}

fn parameters(function: &Function) -> String {
    if function.parameters.is_empty() && !function.variadic {
        return "void".to_owned();
    }
    let mut list: Vec<String> = function.parameters.iter().map(Type::to_string).collect();
    if function.variadic {
        list.push("...".to_owned());
    }
    // `()` would say nothing of the parameters, and be compatible with any.
    match list.is_empty() {
        true => "void".to_owned(),
        false => list.join(", "),
    }
}

/// The declaration of `inner` with this type, inside out as C has it.
fn declare(ty: &Type, inner: &Inner) -> String {
    let own = qualifiers(ty.qualifiers);
    let base = match &ty.kind {
        TypeKind::Pointer(to) => {
            let pointer = match inner {
                Inner::Suffix(text) => format!("* {own}{text}"),
                Inner::Prefix(text) => format!("*{}", format!("{own}{text}").trim_end()),
            };
            return match to.kind {
                TypeKind::Function(_) | TypeKind::Array(..) => {
                    declare(to, &Inner::Prefix(format!("({pointer})")))
                }
                _ => declare(to, &Inner::Prefix(pointer)),
            };
        }
        TypeKind::Array(element, length) => {
            let length = length.map(|length| length.to_string()).unwrap_or_default();
            let text = format!("{}[{length}]", inner.text());
            return declare(element, &Inner::Suffix(text));
        }
        TypeKind::Function(function) => {
            let noreturn = if function.noreturn {
                " __attribute__((noreturn))"
            } else {
                ""
            };
            let text = format!("{}({}){noreturn}", inner.text(), parameters(function));
            return declare(&function.result, &Inner::Suffix(text));
        }
        TypeKind::Void => "void".to_owned(),
        TypeKind::Bool => "bool".to_owned(),
        TypeKind::Integer(integer) => integer.name().to_owned(),
        TypeKind::Typedef(name) => name.clone(),
        TypeKind::Tag(kind, tag) => format!("{} {tag}", kind.keyword()),
        TypeKind::Anonymous(kind) => format!("{} (anon)", kind.keyword()),
    };
    match inner.text() {
        "" => format!("{own}{base}"),
        text => format!("{own}{base} {text}"),
    }
}

/// The type as C writes it in a cast or a parameter list: `struct dma_buf *`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&declare(self, &Inner::Prefix(String::new())))
    }
}

/// The member's declaration without the semicolon.
impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&declare(&self.ty, &Inner::Prefix(self.name.clone())))
    }
}

impl Member {
    /// The declaration as the reports spell it, without the semicolon. It differs from C where the outermost
    /// type is qualified: all of that type then stands before the name, `const int(*)(int) handler`. An array of
    /// constant elements is called constant twice, `const const u8[16] vcodiv`.
    pub fn in_report(&self) -> String {
        let name = &self.name;
        if self.ty.qualifiers == Qualifiers::NONE {
            match &self.ty.kind {
                TypeKind::Pointer(to) => match &to.kind {
                    TypeKind::Function(function) if !function.noreturn => {
                        return format!(
                            "{} (*{name})({})",
                            in_report(&function.result),
                            report_parameters(function)
                        );
                    }
                    TypeKind::Function(_) => return format!("{} *{name}", in_report(to)),
                    _ => {}
                },
                TypeKind::Array(element, _) if element.qualifiers.constant => {
                    return format!("const {} {name}", in_report(&self.ty));
                }
                TypeKind::Array(element, length) => {
                    let length = length.map(|length| length.to_string()).unwrap_or_default();
                    return format!("{} {name}[{length}]", in_report(element));
                }
                _ => {}
            }
        }
        let ty = in_report(&self.ty);
        match self.ty.qualifiers == Qualifiers::NONE && ty.ends_with('*') {
            true => format!("{ty}{name}"),
            false => format!("{ty} {name}"),
        }
    }
}

/// The type as the reports spell it: qualifiers nest from outside in, all before the type.
fn in_report(ty: &Type) -> String {
    let own = qualifiers(ty.qualifiers);
    match &ty.kind {
        TypeKind::Pointer(to) => match &to.kind {
            TypeKind::Function(_) => format!("{own}{}", in_report(to)),
            _ => {
                let inner = in_report(to);
                let plain = to.qualifiers == Qualifiers::NONE && inner.ends_with('*');
                let space = if plain { "" } else { " " };
                format!("{own}{inner}{space}*")
            }
        },
        TypeKind::Array(element, length) => {
            let length = length.map(|length| length.to_string()).unwrap_or_default();
            format!("{own}{}[{length}]", in_report(element))
        }
        TypeKind::Function(function) => {
            let noreturn = if function.noreturn { "volatile " } else { "" };
            format!(
                "{noreturn}{}(*)({})",
                in_report(&function.result),
                report_parameters(function)
            )
        }
        _ => format!("{own}{}", Type::plain(ty.kind.clone())),
    }
}

fn report_parameters(function: &Function) -> String {
    let mut list: Vec<String> = function.parameters.iter().map(in_report).collect();
    if function.variadic {
        list.push("void".to_owned());
    }
    list.join(", ")
}
