// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's headers as judge: its own build system compiles a C file of assertions that hold the layouts we
//! select against the structs that its headers declare.

use std::fs;
use std::path::{Path, PathBuf};

use compat_data::assertions::against_declaration;
use compat_data::c::TypeKind;
use compat_data::history::{Header, History, Layout};
use compat_data::kernel::{Architecture, Kernel};

use crate::error::{Error, Result};
use crate::kernels::{DebianKernel, module};
use crate::workspace;

/// Judges every recorded struct on every one of these kernels, and the judge itself by layouts that are wrong.
pub fn judge_all(kernels: &[DebianKernel]) -> Result<()> {
    let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
    for debian in kernels {
        let kernel = Kernel::from_release_string(&debian.name, Architecture::Amd64)
            .map_err(|error| Error::new(error.to_string()))?;
        for history in &histories {
            println!(
                "{:<24} {:<16} {}",
                debian.name,
                history.name,
                judge(debian, &kernel, history)?
            );
        }
    }
    Ok(())
}

/// The verdict in words. A layout that the headers contradict, and a wrong one that they let pass, are errors.
fn judge(debian: &DebianKernel, kernel: &Kernel, history: &History) -> Result<String> {
    let resolution = history
        .resolve(kernel)
        .map_err(|refusal| Error::new(refusal.to_string()))?;
    let layout = resolution.layout;
    let header = history
        .headers
        .iter()
        .find(|header| header.releases.contains(kernel.release))
        .ok_or_else(|| {
            Error::new(format!(
                "no header of `struct {}` is recorded",
                history.name
            ))
        })?;
    if header.private {
        return Ok(format!(
            "not judged: its header, {}, is not in headers packages",
            header.path
        ));
    }
    compile(debian, history, header, layout, "selected")?;
    let mutants = mutants(layout);
    for (what, mutant) in &mutants {
        if compile(debian, history, header, mutant, "mutant").is_ok() {
            return Err(Error::new(format!(
                "the headers of {} let a wrong layout of `struct {}` pass: {what}",
                debian.name, history.name
            )));
        }
    }
    Ok(format!(
        "layout {} is what {} declares; {} wrong ones were noticed",
        layout.name,
        header.path,
        mutants.len()
    ))
}

fn compile(
    debian: &DebianKernel,
    history: &History,
    header: &Header,
    layout: &Layout,
    case: &str,
) -> Result<()> {
    let folder = folder(debian, &history.name, case);
    let write = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::write(&path, content).map_err(|error| Error::at(&path, &error))
    };
    // What an earlier run left must not stand for this one.
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::at(&folder, &error));
        }
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    write("Kbuild", "obj-m := headers_judge.o\n")?;
    let source = format!(
        "#include <linux/module.h>\n#include <linux/stddef.h>\n#include <{}>\n\n{}\nMODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"assertions\");\n",
        header.path,
        against_declaration(layout, &history.name)
    );
    write("headers_judge.c", &source)?;
    module::kbuild(&debian.build_tree, &folder, &["modules"]).map(drop)
}

fn folder(debian: &DebianKernel, name: &str, case: &str) -> PathBuf {
    let target: &Path = &workspace::target();
    target
        .join("headers")
        .join(&debian.name)
        .join(name)
        .join(case)
}

/// The layout with two neighbours swapped, and with a parameter dropped.
fn mutants(layout: &Layout) -> Vec<(&'static str, Layout)> {
    let mut swapped = layout.clone();
    let last = swapped.members.len() - 1;
    swapped.members.swap(last - 1, last);
    let mut dropped = layout.clone();
    let function = dropped
        .members
        .iter_mut()
        .find_map(|member| match &mut member.ty.kind {
            TypeKind::Pointer(to) => match &mut to.kind {
                TypeKind::Function(function) => Some(function),
                _ => None,
            },
            _ => None,
        });
    if let Some(function) = function {
        function.parameters.pop();
    }
    vec![
        ("two members swapped", swapped),
        ("a parameter dropped", dropped),
    ]
}
