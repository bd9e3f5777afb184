// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel build tree: whether it is one, of which kernel, and whether all is there that a module is built with.

use std::fs;
use std::path::Path;

use compat_build::Environment;
use compat_build::environment::TREES;
use compat_build::flags::rust_target;
use compat_build::kdir::KernelTree;
use compat_build::target::{first_tree, running_release};
use compat_data::kernel::Kernel;

use super::finding::Finding;
use super::program::starts;

const ID: &str = "tree";

/// The tree that the environment names, for an option or of itself; none: there is none that can be used, and a finding says why.
pub(super) fn find(
    environment: &Environment,
    by_option: bool,
    findings: &mut Vec<Finding>,
) -> Option<KernelTree> {
    match first_tree(environment) {
        Ok(Some(tree)) => {
            let variable = TREES
                .into_iter()
                .find(|variable| environment.get(variable).is_some());
            let named_by = match by_option {
                true => "--kdir",
                false => variable.unwrap_or("nothing"),
            };
            findings.push(Finding::ok(
                ID,
                format_args!(
                    "{}, named by {}, is of kernel {} for {}",
                    tree.path.display(),
                    named_by,
                    tree.release,
                    tree.architecture
                ),
            ));
            Some(tree)
        }
        Ok(None) => {
            findings.push(unnamed(environment));
            None
        }
        Err(error) => {
            findings.push(Finding::fatal(ID, error));
            None
        }
    }
}

/// A build never takes the running kernel unasked, and neither does doctor: it says where that one's tree would be.
fn unnamed(environment: &Environment) -> Finding {
    let finding = Finding::fatal(
        ID,
        "no kernel build tree is named, and a module is built against the tree of the kernel that is to load it",
    );
    let Some(release) = running_release(environment) else {
        return finding.remedy("name it with `--kdir` or KDIR");
    };
    let tree = format!("/lib/modules/{release}/build");
    finding.remedy(match Path::new(&tree).is_dir() {
        true => format!("name it with `--kdir` or KDIR; that of the running kernel is {tree}"),
        false => format!(
            "name it with `--kdir` or KDIR; that of the running kernel, {release}, is not installed: its headers package \
             would bring {tree}"
        ),
    })
}

/// What the tree says of its kernel, and whether it is whole.
pub(super) fn look(tree: &KernelTree, findings: &mut Vec<Finding>) {
    findings.push(architecture(tree));
    findings.push(release(tree));
    findings.push(symbols(tree));
    let modpost = program(
        "modpost",
        tree,
        "scripts/mod/modpost",
        "which links every module",
    );
    findings.push(modpost);
    let demanding = [
        "CONFIG_OBJTOOL",
        "CONFIG_STACK_VALIDATION",
        "CONFIG_UNWINDER_ORC",
    ]
    .into_iter()
    .find(|symbol| tree.config.is_enabled(symbol));
    if let Some(symbol) = demanding {
        let why = format!("which {symbol}=y demands for every object");
        findings.push(program("objtool", tree, "tools/objtool/objtool", &why));
    }
}

fn architecture(tree: &KernelTree) -> Finding {
    const ID: &str = "architecture";
    let architecture = tree.architecture;
    match rust_target(architecture) {
        Some(target) => Finding::ok(ID, format_args!("modules for {architecture} are compiled for {target}")),
        None => Finding::fatal(
            ID,
            format_args!(
                "the tree is for {architecture}, and which code generation flags a module needs is known for x86-64 only"
            ),
        )
        .remedy("`cargo check` works with this tree; to build the module, give rustc flags of your own"),
    }
}

/// The release that modules must match, against the one that the configuration was made for.
fn release(tree: &KernelTree) -> Finding {
    const ID: &str = "release";
    let kernel = match tree.kernel() {
        Ok(kernel) => kernel,
        Err(error) => return Finding::fatal(ID, error),
    };
    let configured = tree.files.iter().find_map(|file| {
        let release = configured_release(&fs::read_to_string(file).ok()?)?;
        let configured = Kernel::from_release_string(&release, tree.architecture).ok()?;
        (configured.release != kernel.release).then_some((file, release))
    });
    match configured {
        None => Finding::ok(ID, format_args!("modules must say {}", tree.release)),
        Some((file, release)) => Finding::warning(
            ID,
            format_args!(
                "the tree is of {}, and its {} was made for {release}",
                tree.release,
                file.display()
            ),
        )
        .remedy("run `make olddefconfig modules_prepare` in the tree"),
    }
}

/// `# Linux/x86 6.12.117 Kernel Configuration`, on top of a configuration.
fn configured_release(text: &str) -> Option<String> {
    const FIRST_LINES: usize = 5;
    text.lines().take(FIRST_LINES).find_map(|line| {
        let mut words = line.strip_prefix("# Linux/")?.split_whitespace();
        words
            .nth(1)
            .filter(|_| words.next() == Some("Kernel"))
            .map(str::to_owned)
    })
}

fn symbols(tree: &KernelTree) -> Finding {
    const ID: &str = "module-symvers";
    let file = tree.path.join("Module.symvers");
    let with_versions = tree.config.is_enabled("CONFIG_MODVERSIONS");
    let remedy = "install the whole headers package, or build the kernel in that tree: `modules_prepare` makes none";
    match (file.is_file(), with_versions) {
        (true, _) => Finding::ok(ID, format_args!("{} is there", file.display())),
        (false, true) => Finding::fatal(
            ID,
            format_args!(
                "{} is missing: with CONFIG_MODVERSIONS=y the kernel refuses a module that knows no versions of its symbols",
                file.display()
            ),
        )
        .remedy(remedy),
        (false, false) => Finding::warning(
            ID,
            format_args!(
                "{} is missing: modpost can't tell which symbols the kernel exports",
                file.display()
            ),
        )
        .remedy(remedy),
    }
}

/// A program of the tree's own.
fn program(id: &'static str, tree: &KernelTree, name: &str, why: &str) -> Finding {
    let path = tree.path.join(name);
    if !path.is_file() {
        return Finding::fatal(id, format_args!("{} is missing, {why}", path.display())).remedy(
            "run `make modules_prepare` in the tree, or install the whole headers package",
        );
    }
    // Debian's objtool is one for several architectures.
    let names = tree.kbuild_architectures();
    let source = names.last().copied().unwrap_or_default();
    match starts(&path, ("SRCARCH", source)) {
        Ok(()) => Finding::ok(id, format_args!("{} runs", path.display())),
        Err(reason) => Finding::fatal(
            id,
            format_args!("{}, {why}, does not run on this system: {reason}", path.display()),
        )
        .remedy(
            "build on the system that the tree is for, in a container of it for example; where the tree is the kernel's \
             source, `make modules_prepare` makes the program anew",
        ),
    }
}
