// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The sketch as Rust.

use compat_data::c::{Function, Member, Type, TypeKind};
use compat_data::core_types::is_core_type;
use compat_data::history::History;
use compat_data::rust::{self, Names, Unrepresentable, arrow, identifier};

use super::parameters;
use super::sketch::{Entry, Sketch};
use super::types::OwnTypes;
use crate::error::{Error, Errors};
use crate::render::rust::is_keyword;

/// The widest line that rustfmt leaves as it is.
const WIDTH: usize = 100;

/// The parts of src/lib.rs that differ from struct to struct.
pub(super) struct Source {
    /// What the file uses and declares before its table.
    pub imports: String,
    /// The entries of the impl block, in its braces.
    pub block: String,
}

/// The sketch's source.
///
/// # Errors
/// All members that Rust has no counterpart for.
pub(super) fn source(
    history: &History,
    sketch: &Sketch<'_>,
    types: &OwnTypes,
) -> Result<Source, Errors> {
    let mut errors = Vec::new();
    let mut entries: Vec<String> = Vec::new();
    for of in &sketch.entries {
        match entry(of) {
            Ok(text) => entries.push(text),
            Err(reason) => errors.push(Error::new(format_args!(
                "`{}` can't be filled: {reason}",
                of.member.name
            ))),
        }
    }
    if !errors.is_empty() {
        return Err(Errors::new(errors));
    }
    entries.extend(sketch.left_out.iter().map(|member| {
        format!(
            "    // Left out, since Rust defines no functions with variable arguments: `{member}`\n"
        )
    }));
    let entries = entries.join("\n");
    let imports = imports(&entries, types, history.is_written());
    Ok(Source {
        imports,
        block: match entries.is_empty() {
            true => "{}".to_owned(),
            false => format!("{{\n{entries}}}"),
        },
    })
}

/// The type and value of the `static` that C sees.
pub(super) fn table_static(history: &History) -> &'static str {
    match history.is_written() {
        true => "KernelCell<Ops> = KernelCell::new(Ops::TABLE)",
        false => "Ops = Ops::TABLE",
    }
}

/// The declarations of src/types.rs.
pub(super) fn types(types: &OwnTypes) -> String {
    let mut groups: Vec<String> = Vec::new();
    if !types.opaque.is_empty() {
        let opaque = types.opaque.iter();
        let list: String = opaque
            .map(|(name, c)| format!("    /// `{c}`.\n    {name},\n"))
            .collect();
        groups.push(OPAQUE.to_owned() + &format!("opaque! {{\n{list}}}\n"));
    }
    let renamed = types.renamed.iter();
    groups.extend(
        renamed
            .map(|(from, to)| format!("/// An older name of `{to}`.\npub type {from} = {to};\n")),
    );
    let integers = types.integers.iter();
    groups.extend(integers.map(|(name, integer)| {
        format!("/// `{name}`, the same on every kernel.\npub type {name} = {integer};\n")
    }));
    groups.join("\n")
}

/// Declares opaque types.
const OPAQUE: &str = include_str!("templates/opaque.rs.in");

/// What the entries use, and nothing else.
fn imports(entries: &str, types: &OwnTypes, is_written: bool) -> String {
    let code = entries
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let words: Vec<&str> = code
        .flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_'))
        .collect();
    let mut used = Vec::new();
    used.extend(
        ["Errno", "Result"]
            .into_iter()
            .filter(|name| words.contains(name)),
    );
    used.extend(is_written.then_some("KernelCell"));
    used.sort_unstable();
    used.push("kernel_ops");
    if words.iter().any(|word| is_core_type(word)) {
        used.push("types::*");
    }
    let list = match used.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    };
    let mut out = format!("use compat_core::{list};");
    if !types.is_empty() {
        out = format!("pub mod types;\n\n{out}\npub use types::*;");
    }
    if words.contains(&THIS_MODULE) {
        out += &format!(
            "\n\nunsafe extern \"C\" {{\n    /// The module itself: `THIS_MODULE` in C.\n    static mut {THIS_MODULE}: module;\n}}"
        );
    }
    out
}

/// An entry, or why Rust has no counterpart for its member.
fn entry(entry: &Entry<'_>) -> Result<String, String> {
    let member = entry.member;
    // What stands in the struct must have an exact one.
    rust::member(member, &Names::Paths).map_err(|reason| reason.to_string())?;
    let mandatory = match entry.is_required {
        true => "Mandatory: ",
        false => "",
    };
    let bounds = match entry.bounds.to_string() {
        bounds if bounds.is_empty() => bounds,
        bounds => format!("    {bounds}\n"),
    };
    let name = identifier(&member.name);
    if is_keyword(&name) {
        return Err("its name is a keyword of Rust, even if it is raw".to_owned());
    }
    let item = match member.ty.as_function_pointer() {
        Some(function) => method(&name, function),
        None => constant(&name, member),
    };
    let item = item.map_err(|reason| reason.to_string())?;
    Ok(format!("    /// {mandatory}`{member}`\n{bounds}{item}"))
}

fn constant(name: &str, member: &Member) -> Result<String, Unrepresentable> {
    let ty = rust::member(member, &Names::Plain)?;
    Ok(format!(
        "    const {name}: {ty} = {};\n",
        initial(&member.ty)
    ))
}

/// The kernel's own symbol for a module.
const THIS_MODULE: &str = "__this_module";

/// What C initialises a member to that nobody sets; its owner is the module.
fn initial(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Bool => "false".to_owned(),
        TypeKind::Pointer(to) => match (&to.kind, to.qualifiers.constant) {
            (TypeKind::Function(_), _) => "None".to_owned(),
            (TypeKind::Tag(_, tag), false) if tag == "module" => format!("&raw mut {THIS_MODULE}"),
            (_, true) => "core::ptr::null()".to_owned(),
            (_, false) => "core::ptr::null_mut()".to_owned(),
        },
        TypeKind::Array(element, length) => {
            format!("[{}; {}]", initial(element), length.unwrap_or_default())
        }
        TypeKind::Tag(_, name) => format!("{name}(0)"),
        _ => "0".to_owned(),
    }
}

fn method(name: &str, function: &Function) -> Result<String, Unrepresentable> {
    let types = rust::parameters(function, &Names::Plain)?;
    let parameters = parameters::names(function).into_iter().zip(&types);
    let parameters: Vec<String> = parameters
        .map(|(name, ty)| format!("{name}: {ty}"))
        .collect();
    let (result, body) = answer(function)?;
    let result = arrow(result);
    let line = format!("    fn {name}({}){result} {{", parameters.join(", "));
    let body = body.map(|body| format!("\n        {body}\n    }}\n"));
    // rustfmt has the braces of an empty body together where they fit.
    let needed = line.chars().count() + usize::from(body.is_none());
    if needed <= WIDTH {
        return Ok(line + body.as_deref().unwrap_or("}\n"));
    }
    let list = parameters.iter();
    let list: String = list.map(|one| format!("        {one},\n")).collect();
    let body = body.as_deref().unwrap_or("\n    }\n");
    Ok(format!("    fn {name}(\n{list}    ){result} {{{body}"))
}

/// What the method returns, and the least that it can answer: an error where it can tell one; none: nothing.
fn answer(function: &Function) -> Result<(Option<String>, Option<String>), Unrepresentable> {
    let Some(ty) = rust::result(function, &Names::Plain)? else {
        return Ok((None, None));
    };
    let refusing = match ty.as_str() {
        "!" => {
            let forever = "loop {\n            core::hint::spin_loop();\n        }";
            return Ok((Some(ty), Some(forever.to_owned())));
        }
        "c_int" => Some("Result<()>".to_owned()),
        "ssize_t" => Some("Result<usize>".to_owned()),
        "c_long" | "c_longlong" | "loff_t" => Some(format!("Result<{ty}>")),
        // Of memory and texts, null says that there are none.
        "*mut c_void" | "*const c_void" | "*mut c_char" | "*const c_char" => None,
        _ if ty.starts_with('*') => Some(format!("Result<{ty}>")),
        _ => None,
    };
    Ok(match refusing {
        Some(result) => (Some(result), Some("Err(Errno::EOPNOTSUPP)".to_owned())),
        None => (Some(ty), Some(initial(&function.result))),
    })
}
