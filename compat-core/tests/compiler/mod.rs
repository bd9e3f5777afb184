// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! rustc on one file, with this library at hand and the cfgs and variables that compat-build would print.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use compat_data::history::History;
use compat_data::release::Release;

/// One file and what the build script would have said.
pub struct Case {
    /// The file, from `tests/ui`.
    pub file: PathBuf,
    /// Each struct with its layout or refusal; none: no target is selected.
    layouts: Vec<(String, String)>,
    variables: Vec<(String, String)>,
    /// The errors are the compiler's own, in words that change with its version: only they and their places count.
    pub compiler_words: bool,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        for (name, layout) in &self.layouts {
            write!(f, " {name}=\"{layout}\"")?;
        }
        Ok(())
    }
}

impl Case {
    /// Whether its variables say that a build script ran.
    fn has_build_script(&self) -> bool {
        let mut variables = self.variables.iter();
        variables.any(|(name, _)| name == "KERNEL_COMPAT_KERNEL")
    }

    /// The cases that the lines at the top of a file ask for.
    pub fn read(file: &Path, text: &str) -> Vec<Self> {
        let mut layouts = Vec::new();
        let mut every = Vec::new();
        let mut variables = Vec::new();
        let mut compiler_words = false;
        for line in text.lines().filter_map(|line| line.strip_prefix("//@ ")) {
            let (key, value) = line.split_once(": ").expect(line);
            match key {
                "layout" => {
                    let (name, layout) = value.split_once('=').expect(line);
                    layouts.push((name.to_owned(), layout.trim_matches('"').to_owned()));
                }
                "every layout" => {
                    let all = &history(value).layouts;
                    every.extend(all.iter().map(|one| (value.to_owned(), one.name.clone())));
                }
                "env" => {
                    let (name, value) = value.split_once('=').expect(line);
                    variables.push((name.to_owned(), value.to_owned()));
                }
                "words" => compiler_words = value == "the compiler's",
                _ => panic!("{}: {line}", file.display()),
            }
        }
        let case = |one: Option<&(String, String)>| Self {
            file: file.to_owned(),
            layouts: layouts.iter().chain(one).cloned().collect(),
            variables: variables.clone(),
            compiler_words,
        };
        match every.is_empty() {
            true => vec![case(None)],
            false => every.iter().map(Some).map(case).collect(),
        }
    }

    /// The cfgs that compat-build would print.
    fn cfgs(&self) -> Vec<String> {
        // The first is cargo's own: with it, a cfg that nobody declared is a warning.
        let mut cfgs = vec!["--check-cfg=cfg(docsrs, test)".to_owned()];
        for (name, layout) in &self.layouts {
            cfgs.push(format!("--check-cfg=cfg({name}, values(any()))"));
            cfgs.push(format!("--cfg={name}=\"{layout}\""));
        }
        if !self.layouts.is_empty() {
            cfgs.push("--check-cfg=cfg(kernel_since, values(any()))".to_owned());
        }
        let target = self.layouts.first().and_then(|(name, layout)| {
            // A struct of the test's own, of which there is an observation, has no history.
            let history = compat_data::history(name)?.ok()?;
            let range = history.layout(layout)?.mainline?;
            range.first
        });
        let known = Release::mainline().filter(|release| Some(*release) <= target);
        cfgs.extend(known.map(|release| format!("--cfg=kernel_since=\"{release}\"")));
        cfgs
    }

    /// The case as part of a file name.
    fn file_name(&self) -> String {
        let file = self.file.with_extension("");
        let file = file.to_string_lossy().replace('/', "-");
        let layouts = self.layouts.iter().map(|(_, layout)| layout.as_str());
        let name: Vec<&str> = [file.as_str()].into_iter().chain(layouts).collect();
        // A dot would begin an extension, and the compiler puts its own in its place.
        name.join("-").replace('.', "_")
    }
}

fn history(name: &str) -> &'static History {
    compat_data::history(name).expect(name).unwrap()
}

/// What to make of a file.
#[derive(Clone, Copy)]
pub enum Product<'a> {
    /// Only check it, as a library.
    Nothing,
    /// A program at that path.
    Program(&'a Path),
}

/// rustc, and where this library is.
pub struct Compiler {
    /// The folder `tests/ui`.
    pub sources: PathBuf,
    library: PathBuf,
    scratch: PathBuf,
}

impl Compiler {
    /// Builds this library.
    pub fn new() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--message-format=json",
                "--package=compat-core",
            ])
            .current_dir(here)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo build: {said}");
        let library = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .filter(|message| message["target"]["name"] == "compat_core")
            .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
            .filter_map(|file| file.as_str().map(PathBuf::from))
            .find(|file| {
                file.extension()
                    .is_some_and(|extension| extension == "rlib")
            })
            .expect("cargo built no rlib of compat-core");
        Self {
            sources: here.join("tests/ui"),
            library,
            scratch: PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
        }
    }

    /// Where the program of a case is to be.
    pub fn program(&self, case: &Case) -> PathBuf {
        self.scratch.join(case.file_name())
    }

    /// rustc with this library at hand.
    pub fn rustc(&self) -> Command {
        let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
        command
            .args(["--edition=2024", "--color=never"])
            .arg(format!("--extern=compat_core={}", self.library.display()))
            .arg(format!("-Ldependency={}", self.dependencies().display()));
        command
    }

    /// Compiles one file.
    pub fn compile(&self, case: &Case, product: Product<'_>) -> Output {
        let mut command = self.rustc();
        command
            .current_dir(&self.sources)
            .args(case.cfgs())
            .envs(
                case.layouts
                    .iter()
                    .map(|(name, layout)| (format!("KERNEL_COMPAT_LAYOUT_{name}"), layout)),
            )
            // Set and empty: the build script ran, and selected it.
            .envs(
                case.layouts
                    .iter()
                    .filter(|_| case.has_build_script())
                    .map(|(name, _)| (format!("KERNEL_COMPAT_REFUSAL_{name}"), "")),
            )
            .envs(case.variables.iter().map(|(name, value)| (name, value)));
        match product {
            Product::Nothing => command
                .args(["--crate-type=lib", "--emit=metadata", "--out-dir"])
                .arg(self.unshared(case)),
            Product::Program(path) => command.args(["--crate-type=bin", "-o"]).arg(path),
        };
        command.arg(&case.file).output().unwrap()
    }

    /// Runs a program that was compiled.
    pub fn run(&self, program: &Path) -> Output {
        Command::new(program).output().unwrap()
    }

    fn dependencies(&self) -> PathBuf {
        let folder = self.library.parent().unwrap_or(&self.library);
        match folder.ends_with("deps") {
            true => folder.to_owned(),
            false => folder.join("deps"),
        }
    }

    /// A folder of its own for what the compiler writes for a case.
    fn unshared(&self, case: &Case) -> PathBuf {
        let folder = self
            .scratch
            .join(case.file_name())
            .with_extension("metadata");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }
}
