// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Compiles one C file as a module of the kernel tree, by the tree's own Kbuild.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compat_data::release::Release;

use super::compiler::Compiler;
use super::dependencies;
use super::error::ProbeError;
use super::folder::Folder;
use super::source::{self, BTF_OPTION, COMPILER, OBJECT};
use super::{Format, Request};
use crate::environment::Environment;

/// What was compiled.
pub(super) struct Compiled {
    /// The object file.
    pub object: Vec<u8>,
    /// What made it.
    pub compiler: Compiler,
    /// The files of the tree that it was made from.
    pub files: Vec<PathBuf>,
}

/// What came of the C file.
pub(super) enum Outcome {
    /// An object file.
    Compiled(Compiled),
    /// The compiler refuses it, and says this; an empty file compiles.
    Refused {
        compiler: Compiler,
        files: Vec<PathBuf>,
        said: String,
    },
}

/// Compiles the file that asks for the structs.
pub(super) fn compile(request: &Request<'_>) -> Result<Outcome, ProbeError> {
    let folder = Folder::new(request.folder)?;
    folder.write("Kbuild", &source::makefile(request.format))?;
    let run = Run::new(request, &folder, &source::c(request.structs))?;
    let compiler = run.compiler(request)?;
    if let Some(compiled) = run.compiled(request, &folder, compiler) {
        return Ok(Outcome::Compiled(compiled));
    }
    // Whose fault is it? The same with an empty file tells, whatever is said in whatever words.
    let empty = Run::new(request, &folder, "")?;
    let compiler = empty.compiler(request)?;
    match empty.compiled(request, &folder, compiler) {
        Some(Compiled {
            compiler, files, ..
        }) => Ok(Outcome::Refused {
            compiler,
            files,
            said: run.said,
        }),
        None => Err(ProbeError::Kbuild {
            tree: request.tree.path.clone(),
            said: empty.said,
        }),
    }
}

/// What one run of make said.
struct Run {
    /// Its whole standard output, in which our Makefile's lines are.
    printed: String,
    /// What it and the compiler said for people.
    said: String,
}

impl Run {
    fn new(request: &Request<'_>, folder: &Folder, text: &str) -> Result<Self, ProbeError> {
        folder.write(&format!("{OBJECT}.c"), text)?;
        let goal = goal(request, folder.path());
        let run = Self::make(request, folder.path(), &goal)?;
        // A tree with other goals than its release has in mainline never reached our Makefile.
        match run.line(COMPILER) {
            None if goal != MODULES => Self::make(request, folder.path(), MODULES.as_ref()),
            _ => Ok(run),
        }
    }

    fn make(request: &Request<'_>, folder: &Path, goal: &OsStr) -> Result<Self, ProbeError> {
        let mut module = OsString::from("M=");
        module.push(folder);
        let mut command = Command::new("make");
        command
            .args(["-s", "--no-print-directory", "-C"])
            .arg(&request.tree.path)
            .arg(module);
        // The tree's Makefile assigns it, so from the environment it would count for nothing.
        if let Some(cc) = request.environment.get("CC").filter(|cc| !cc.is_empty()) {
            let mut variable = OsString::from("CC=");
            variable.push(cc);
            command.arg(variable);
        }
        let output = command
            .arg(goal)
            .env_clear()
            .envs(variables(request.environment))
            .env("LC_MESSAGES", "C")
            .env("LANG", "C")
            .output()
            .map_err(|error| ProbeError::Make {
                reason: error.to_string(),
            })?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let ours = |line: &&str| line.starts_with(COMPILER) || line.starts_with(BTF_OPTION);
        let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
        for line in printed.lines().filter(|line| !ours(line)) {
            said.push_str(line);
            said.push('\n');
        }
        Ok(Self { printed, said })
    }

    /// The tree's compiler, as far as make came.
    fn compiler(&self, request: &Request<'_>) -> Result<Compiler, ProbeError> {
        let tree = &request.tree.path;
        let Some(command) = self.line(COMPILER) else {
            return Err(ProbeError::Kbuild {
                tree: tree.clone(),
                said: self.said.clone(),
            });
        };
        let compiler = Compiler::ask(command, request.environment);
        let compiler = compiler.map_err(|reason| ProbeError::Compiler {
            tree: tree.clone(),
            command: command.trim().to_owned(),
            reason,
        })?;
        match (request.format, self.line(BTF_OPTION)) {
            (Format::Btf, None | Some("")) => Err(ProbeError::NoBtf {
                compiler: compiler.to_string(),
            }),
            _ => Ok(compiler),
        }
    }

    /// The object file, if it was made. What Kbuild does with it afterwards may fail: a probe is no module.
    fn compiled(
        &self,
        request: &Request<'_>,
        folder: &Folder,
        compiler: Compiler,
    ) -> Option<Compiled> {
        // Written last, when the object is whole.
        let list = fs::read_to_string(folder.path().join(format!(".{OBJECT}.o.cmd"))).ok()?;
        let object = fs::read(folder.path().join(format!("{OBJECT}.o"))).ok()?;
        Some(Compiled {
            object,
            compiler,
            files: dependencies::parse(&list, &request.tree.path, folder.path()),
        })
    }

    /// What follows on the first line that begins so.
    fn line(&self, start: &str) -> Option<&str> {
        let mut lines = self.printed.lines();
        lines.find_map(|line| line.strip_prefix(start).map(str::trim))
    }
}

/// The goal of all releases. It links a module besides, for which a probe lacks a license.
const MODULES: &str = "modules";

/// The goal that compiles a module's objects and does no more.
fn goal(request: &Request<'_>, folder: &Path) -> OsString {
    match request.tree.kernel() {
        // Since then make runs in the module's folder: commit 13b25489b6f8.
        Ok(kernel) if kernel.release >= Release::new(6, 13) => "modules.order".into(),
        Ok(kernel) if kernel.release >= Release::new(5, 10) => folder.join("modules.order").into(),
        _ => MODULES.into(),
    }
}

/// The environment for make: without what another make, or Kbuild itself, left there for its own children, and in a
/// language that we can quote.
fn variables(environment: &Environment) -> impl Iterator<Item = (&OsStr, &OsStr)> {
    const OTHERS: [&str; 32] = [
        "M",
        "MO",
        "O",
        "V",
        "C",
        "W",
        "Q",
        "SUBDIRS",
        "VPATH",
        "MFLAGS",
        "GNUMAKEFLAGS",
        "MODVERDIR",
        "MODORDER",
        "LC_ALL",
        "LANGUAGE",
        "quiet",
        "obj",
        "src",
        "srctree",
        "objtree",
        "srcroot",
        "abs_srctree",
        "abs_objtree",
        "abs_output",
        "extmod_prefix",
        "extmod-prefix",
        "sub_make_done",
        "building_out_of_srctree",
        "need-sub-make",
        "need-compiler",
        "single-build",
        "CC",
    ];
    environment.variables().filter(|(name, _)| {
        let name = name.to_string_lossy();
        let inherited = ["KBUILD_", "MAKE"]
            .iter()
            .any(|start| name.starts_with(start));
        !inherited && !OTHERS.contains(&name.as_ref())
    })
}
