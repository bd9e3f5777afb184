// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the tree compiles and links with: it is tried on one small file, by the tree's own Kbuild.

use std::path::Path;

use compat_build::Environment;
use compat_build::kdir::KernelTree;
use compat_build::probe::{self, Compiler, Format, ProbeError, Request, Wanted};

use super::compiler;
use super::finding::Finding;
use super::program::version;

/// Has the tree compile a struct that every kernel has, in that folder. Returns its compiler.
pub(super) fn compile(
    environment: &Environment,
    tree: &KernelTree,
    folder: &Path,
    findings: &mut Vec<Finding>,
) -> Option<Compiler> {
    const ID: &str = "kbuild";
    let structs = [Wanted {
        name: "module".to_owned(),
        headers: vec!["linux/module.h".to_owned()],
    }];
    let request = Request {
        tree,
        structs: &structs,
        folder,
        environment,
        format: Format::Dwarf,
    };
    let (finding, compiler) = match probe::observe(&request) {
        Ok(probed) => {
            let finding = match probed.structs.into_iter().find_map(Result::err) {
                Some(reason) => Finding::fatal(ID, reason),
                None => {
                    let compiler = &probed.compiler;
                    Finding::ok(
                        ID,
                        format_args!("the tree compiles linux/module.h, with {compiler}"),
                    )
                }
            };
            (finding, Some(probed.compiler))
        }
        // These are no faults of the tree.
        Err(error @ (ProbeError::Folder { .. } | ProbeError::FolderName { .. })) => {
            let text = format!("whether the tree compiles could not be tried: {error}");
            (
                Finding::warning(ID, text).remedy("let TMPDIR name another folder"),
                None,
            )
        }
        Err(error @ ProbeError::Object { .. }) => (Finding::warning(ID, error), None),
        Err(error) => (Finding::fatal(ID, error), None),
    };
    findings.push(finding);
    compiler
}

/// Looks at that compiler, and at what else makes a module of objects.
pub(super) fn look(
    environment: &Environment,
    tree: &KernelTree,
    compiler: Option<&Compiler>,
    findings: &mut Vec<Finding>,
) {
    if let Some(compiler) = compiler {
        findings.push(compiler::version(&tree.config, compiler));
        findings.extend(compiler::plugins(&tree.config, compiler));
    }
    findings.push(binutils(environment, compiler));
    findings.extend(pahole(tree));
}

/// What links a module, and what the examples' Makefiles take its object apart with.
fn binutils(environment: &Environment, compiler: Option<&Compiler>) -> Finding {
    const ID: &str = "binutils";
    let names = compiler::binutils(environment, compiler);
    let missing: Vec<&String> = names.iter().filter(|name| version(name).is_err()).collect();
    let list = |names: &[&String]| -> String {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    match missing.is_empty() {
        true => Finding::ok(
            ID,
            format_args!("{} run", list(&names.iter().collect::<Vec<_>>())),
        ),
        false => Finding::fatal(ID, format_args!("{} can't be run", list(&missing)))
            .remedy("install binutils, those of LLVM where LLVM is set"),
    }
}

/// Kbuild calls it for every module where it finds a `vmlinux`, and fails without it.
fn pahole(tree: &KernelTree) -> Option<Finding> {
    const ID: &str = "pahole";
    let vmlinux = tree.path.join("vmlinux");
    if !tree.config.is_enabled("CONFIG_DEBUG_INFO_BTF_MODULES") || !vmlinux.is_file() {
        return None;
    }
    Some(match version("pahole") {
        Ok(version) => Finding::ok(ID, format_args!("pahole {version}")),
        Err(reason) => Finding::fatal(
            ID,
            format_args!(
                "`pahole` does not run: {reason}; with CONFIG_DEBUG_INFO_BTF_MODULES=y and {} the kernel's build system gives \
                 every module BTF",
                vmlinux.display()
            ),
        )
        .remedy("install it: its package is pahole, or dwarves"),
    })
}
