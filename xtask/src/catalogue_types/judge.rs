// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels' headers as judge of the types: a C file of assertions that each kernel's own build system compiles.
//!
//! What is judged is what is committed: compat-data's list, and the enumerators and members in compat-core's source. Of each kernel, the
//! names that its own type information mentions are asked for.

use std::fmt::Write as _;

use compat_data::core_types::{CATALOGUE, CoreType};
use compat_data::observation::{Meaning, TypeName};

use super::committed::Committed;
use super::gather::{Kernel, Kernels};
use super::read;
use super::verdict::verdict;
use crate::catalogue::manifest::Manifest;
use crate::error::Result;
use crate::kernels::images::KernelImage;
use crate::kernels::{DebianKernel, module};
use crate::workspace;

/// An assertion that no compiler may let pass: so it is seen that they are looked at.
const WRONG: &str = "_Static_assert(sizeof(int) == 3, \"wrong\");";

/// Judges the types on every one of these kernels.
///
/// # Errors
/// A type or a value that a kernel's headers contradict, and a kernel that can't be read.
pub fn judge_all(kernels: &[DebianKernel]) -> Result<()> {
    let manifest = Manifest::read()?;
    let committed = Committed::read()?;
    for debian in kernels {
        let image = KernelImage::of(debian)?;
        let mut read = Kernels::default();
        read::one(&image, &manifest, &mut read)?;
        let kernel = read.all.remove(&debian.name).unwrap_or_default();
        println!(
            "{}: {}",
            debian.name,
            judge(debian, &manifest, &kernel, &committed)?
        );
    }
    Ok(())
}

fn judge(
    debian: &DebianKernel,
    manifest: &Manifest,
    kernel: &Kernel,
    committed: &Committed,
) -> Result<String> {
    let mut text = "#include <linux/module.h>\n#include <linux/stddef.h>\n".to_owned();
    let headers: std::collections::BTreeSet<&str> = manifest
        .structs
        .values()
        .map(|one| one.header.as_str())
        .collect();
    for header in headers {
        _ = write!(
            text,
            "#if __has_include(<{header}>)\n#include <{header}>\n#endif\n"
        );
    }
    let before = text.lines().count();
    text += WRONG;
    text.push('\n');
    let mut names = vec!["wrong".to_owned()];
    for (name, core) in CATALOGUE {
        for assertion in assertions(kernel, name, *core, committed) {
            names.push((*name).to_owned());
            text += &assertion;
            text.push('\n');
        }
    }
    text += "MODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"assertions\");\n";
    let folder = workspace::target().join("types").join(&debian.name);
    module::write_sources(&folder, "types_judge", &[text])?;
    let log = module::kbuild_errors(&debian.build(), &folder)?;
    let judged = verdict(&debian.name, &log, before + 1, &names)?;
    let unseen: Vec<&str> = judged.unseen.iter().map(String::as_str).collect();
    Ok(format!(
        "{} assertions on types hold; in no header, {} of {}",
        judged.hold,
        judged.unjudged,
        match unseen.is_empty() {
            true => "none".to_owned(),
            false => unseen.join(", "),
        }
    ))
}

/// What must be true of one type, each on a line.
fn assertions(kernel: &Kernel, name: &str, core: CoreType, committed: &Committed) -> Vec<String> {
    let mentioned = kernel.mentioned.iter().find(|known| known.plain() == name);
    let Some(c) = mentioned.map(TypeName::to_string) else {
        return Vec::new();
    };
    let same = |ty: &str, declared: &str| {
        format!(
            "struct judged_{name} {{ {declared}; }}; _Static_assert(__builtin_types_compatible_p(__typeof__(((struct \
             judged_{name} *)0)->f), {ty}), \"{name}\");"
        )
    };
    let size = |size: u64| format!("_Static_assert(sizeof({c}) == {size}, \"{name}\");");
    let sign = |signed: bool| {
        let not = if signed { "" } else { "!" };
        format!("_Static_assert({not}(({c})-1 < ({c})1), \"{name}\");")
    };
    match core {
        CoreType::Integer(of) => vec![same(&c, &format!("{} f", c_name(of)))],
        CoreType::Wide(of) => vec![size(8), sign(!of.starts_with("c_u"))],
        CoreType::Enum(bytes, signed) => {
            let own = kernel.definitions.iter().find_map(|(known, definition)| {
                match (&definition.meaning, known.plain() == name) {
                    (Meaning::Enum { enumerators, .. }, true) => Some(enumerators),
                    _ => None,
                }
            });
            // Without enumerators it is only named there.
            let own = own.map_or(&[][..], Vec::as_slice);
            if own.is_empty() {
                return Vec::new();
            }
            let values = committed.enumerators.get(name);
            let values = values.map_or(&[][..], Vec::as_slice);
            let values = values
                .iter()
                .filter(|(name, _)| own.iter().any(|known| known.name == *name))
                .map(|(name, value)| {
                    format!("_Static_assert((long long){name} == {value}LL, \"{name}\");")
                });
            [size(bytes), sign(signed)]
                .into_iter()
                .chain(values)
                .collect()
        }
        CoreType::Struct(bytes, alignment) => {
            let alignment = format!("_Static_assert(_Alignof({c}) == {alignment}, \"{name}\");");
            let members = committed.members.get(name);
            let members = members.map_or(&[][..], Vec::as_slice);
            let places = places(kernel, &c, name, members);
            [size(bytes), alignment].into_iter().chain(places).collect()
        }
        CoreType::FunctionPointer(declared) | CoreType::Typedef(declared) => {
            vec![same(&c, declared)]
        }
        CoreType::Function(declared) => vec![same(&format!("{c} *"), declared)],
        CoreType::Alias(of) => {
            let of = kernel.mentioned.iter().find(|known| known.plain() == of);
            of.map(|of| same(&c, &format!("{of} f")))
                .into_iter()
                .collect()
        }
        CoreType::Opaque | CoreType::Other => Vec::new(),
    }
}

/// What must be true of a struct's members for Rust's to lie where C's do, each on a line.
fn places<'a>(
    kernel: &'a Kernel,
    c: &'a str,
    name: &'a str,
    members: &'a [(String, String)],
) -> impl Iterator<Item = String> + 'a {
    let declared: String = members
        .iter()
        .map(|(member, ty)| declaration(kernel, member, ty) + "; ")
        .collect();
    members.iter().map(move |(member, _)| {
        let ours = format!("judged_{name}_{member}");
        format!(
            "struct {ours} {{ {declared}}}; _Static_assert(__builtin_offsetof({c}, {member}) == \
             __builtin_offsetof(struct {ours}, {member}) && sizeof((({c} *)0)->{member}) == \
             sizeof(((struct {ours} *)0)->{member}), \"{name}.{member}\");"
        )
    })
}

/// A member of Rust's in C, with a type of the same size and alignment.
fn declaration(kernel: &Kernel, member: &str, ty: &str) -> String {
    if let Some((element, length)) = ty
        .strip_prefix('[')
        .and_then(|ty| ty.strip_suffix(']')?.split_once("; "))
    {
        return format!("{}[{length}]", declaration(kernel, member, element));
    }
    if ty.starts_with('*') || ty.starts_with("Option<") {
        return format!("void *{member}");
    }
    let mentioned = kernel.mentioned.iter().find(|known| known.plain() == ty);
    match (ty.starts_with("c_"), mentioned) {
        (true, _) => format!("{} {member}", c_name(ty)),
        (false, Some(name)) => format!("{name} {member}"),
        (false, None) => format!("{ty} {member}"),
    }
}

/// An integer type of C by its name in `compat_core::types`.
fn c_name(core: &str) -> &'static str {
    match core {
        "c_schar" => "signed char",
        "c_uchar" => "unsigned char",
        "c_short" => "short",
        "c_ushort" => "unsigned short",
        "c_int" => "int",
        "c_uint" => "unsigned int",
        "c_long" => "long",
        "c_ulong" => "unsigned long",
        "c_longlong" => "long long",
        "c_ulonglong" => "unsigned long long",
        _ => "int",
    }
}
