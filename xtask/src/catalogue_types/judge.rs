// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels' headers as judge of the types: a C file of assertions that each kernel's own build system compiles.
//!
//! What is judged is what is committed: compat-data's list, and the enumerators in compat-core's source. Of each kernel, the
//! names that its own type information mentions are asked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use compat_data::core_types::{CATALOGUE, CoreType};
use compat_data::observation::{Meaning, TypeName};

use super::gather::{Kernel, Kernels};
use super::read;
use crate::catalogue::manifest::Manifest;
use crate::error::{Error, Result};
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
    let values = enumerators()?;
    for debian in kernels {
        let image = KernelImage::of(debian)?;
        let mut read = Kernels::default();
        read::one(&image, &manifest, &mut read)?;
        let kernel = read.all.remove(&debian.name).unwrap_or_default();
        println!(
            "{}: {}",
            debian.name,
            judge(debian, &manifest, &kernel, &values)?
        );
    }
    Ok(())
}

fn judge(
    debian: &DebianKernel,
    manifest: &Manifest,
    kernel: &Kernel,
    values: &BTreeMap<String, Vec<(String, i128)>>,
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
        for assertion in assertions(kernel, name, *core, values) {
            names.push((*name).to_owned());
            text += &assertion;
            text.push('\n');
        }
    }
    text += "MODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"assertions\");\n";
    let folder = workspace::target().join("types").join(&debian.name);
    let write = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::write(&path, content).map_err(|error| Error::at(&path, &error))
    };
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    write("types_judge.c", &text)?;
    write("Kbuild", "obj-m += types_judge.o\n")?;
    let log = module::kbuild_errors(&debian.build(), &folder)?;
    let mut noticed = false;
    let mut unseen: BTreeMap<&str, ()> = BTreeMap::new();
    let mut unjudged = 0;
    let mut last = 0;
    for line in log.lines().filter(|line| line.contains("error:")) {
        let at = line
            .split(':')
            .nth(1)
            .and_then(|at| at.parse::<usize>().ok());
        let at = at.and_then(|at| at.checked_sub(before + 1));
        match at.and_then(|at| Some((at, names.get(at)?))) {
            Some((0, _)) => noticed = true,
            Some((_, name)) if line.contains("static assertion failed") => {
                return Err(Error::new(format!(
                    "the headers of {} contradict `{name}`: {line}",
                    debian.name
                )));
            }
            // Its headers do not declare it.
            Some((at, name)) => {
                unseen.insert(name, ());
                unjudged += usize::from(at != last);
                last = at;
            }
            None => return Err(Error::new(line.to_owned())),
        }
    }
    if !noticed {
        return Err(Error::new(format!(
            "{}: the compiler let a wrong assertion pass:\n{log}",
            debian.name
        )));
    }
    let unseen: Vec<&str> = unseen.into_keys().collect();
    Ok(format!(
        "{} assertions on types hold; in no header, {unjudged} of {}",
        names.len() - 1 - unjudged,
        match unseen.is_empty() {
            true => "none".to_owned(),
            false => unseen.join(", "),
        }
    ))
}

/// What must be true of one type, each on a line.
fn assertions(
    kernel: &Kernel,
    name: &str,
    core: CoreType,
    values: &BTreeMap<String, Vec<(String, i128)>>,
) -> Vec<String> {
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
            let values = values.get(name).map_or(&[][..], Vec::as_slice);
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
        CoreType::Struct(bytes, alignment) => vec![
            size(bytes),
            format!("_Static_assert(_Alignof({c}) == {alignment}, \"{name}\");"),
        ],
        CoreType::FunctionPointer(declared) => vec![same(&c, declared)],
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

/// The enumerators in compat-core's source, by enum.
fn enumerators() -> Result<BTreeMap<String, Vec<(String, i128)>>> {
    let path = workspace::root().join("compat-core/src/types/catalogue/enumerations.rs");
    let text = fs::read_to_string(&path).map_err(|error| Error::at(&path, &error))?;
    let mut all: BTreeMap<String, Vec<(String, i128)>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(": c_") {
            name.clone_into(&mut current);
            all.entry(current.clone()).or_default();
        } else if let Some((name, value)) = line.split_once(" = ") {
            let value = value.trim_end_matches(',').parse::<i128>();
            let value = value
                .map_err(|error| Error::new(format!("{}: {line}: {error}", path.display())))?;
            if let Some(values) = all.get_mut(&current) {
                values.push((name.to_owned(), value));
            }
        }
    }
    Ok(all)
}

/// An integer type of C by its name in `compat_core::types`.
fn c_name(core: &str) -> &'static str {
    match core {
        "c_schar" => "signed char",
        "c_uchar" => "unsigned char",
        "c_short" => "short",
        "c_ushort" => "unsigned short",
        "c_uint" => "unsigned int",
        "c_long" => "long",
        "c_ulong" => "unsigned long",
        "c_longlong" => "long long",
        "c_ulonglong" => "unsigned long long",
        _ => "int",
    }
}
