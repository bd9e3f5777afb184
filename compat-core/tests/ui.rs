// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers as the compiler sees them: the files under `tests/ui`, each a crate of its own.
//!
//! A file in `accepted` compiles without a warning; one in `run` runs, too. Any other file is refused, and what the
//! compiler says is in the `.stderr` file beside it, word for word. `BLESS=1` writes these files: read what it wrote.
//!
//! Lines at the top of a file stand for what a build.rs prints:
//! `//@ layout: dma_buf_ops="5.18"` selects a layout (or a refusal), `//@ every layout: dma_buf_ops` takes each one in
//! turn, and `//@ env: NAME=VALUE` sets a variable.
//! `//@ words: the compiler's` is for errors that are not ours: only their codes and places are compared.

mod compiler;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Mutex;
use std::thread;

use compiler::{Case, Compiler, Product};

/// The README's driver is the one that is compiled for every layout.
#[test]
fn the_readme_shows_a_driver_that_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let tested = read("tests/ui/accepted/readme.rs");
    let shown = read("../README.md");
    let driver = tested.splitn(3, '\n').nth(2).unwrap();
    assert!(shown.contains(&format!("```rust\n{driver}```\n")));
}

#[test]
fn drivers_compile_or_are_refused_with_these_words() {
    let compiler = Compiler::new();
    let cases = Mutex::new(cases(&compiler.sources));
    let failures = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = cases.lock().unwrap().pop();
            let Some(case) = next else { break };
            if let Err(failure) = judge(&compiler, &case) {
                failures.lock().unwrap().push(format!("{case}: {failure}"));
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

/// Every file, as often as it asks for.
fn cases(sources: &Path) -> Vec<Case> {
    let mut files = Vec::new();
    find(sources, &mut files);
    let cases: Vec<Case> = files
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let file = file.strip_prefix(sources).unwrap();
            Case::read(file, &text)
        })
        .collect();
    assert!(!cases.is_empty(), "no file in {}", sources.display());
    cases
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().is_some_and(|extension| extension == "rs") {
            true => files.push(path),
            false if path.is_dir() => find(&path, files),
            false => assert!(
                path.with_extension("rs").is_file(),
                "{} belongs to no file",
                path.display()
            ),
        }
    }
}

fn judge(compiler: &Compiler, case: &Case) -> Result<(), String> {
    match case.file.parent().and_then(Path::to_str) {
        Some("accepted") => accepted(&compiler.compile(case, Product::Nothing)),
        Some("run") => {
            let program = compiler.program(case);
            accepted(&compiler.compile(case, Product::Program(&program)))?;
            accepted(&compiler.run(&program))
        }
        _ => refused(compiler, case),
    }
}

fn accepted(output: &Output) -> Result<(), String> {
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() && said.is_empty() {
        true => Ok(()),
        false => Err(format!("{}\n{said}", output.status)),
    }
}

fn refused(compiler: &Compiler, case: &Case) -> Result<(), String> {
    let output = compiler.compile(case, Product::Nothing);
    if output.status.success() {
        return Err("compiles, and should not".to_owned());
    }
    let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
    if case.compiler_words {
        said = places(&said, &case.file);
    }
    let path = compiler.sources.join(&case.file).with_extension("stderr");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, said.as_bytes()).unwrap();
        return Ok(());
    }
    match fs::read_to_string(&path) {
        Ok(expected) if expected == said => Ok(()),
        Ok(expected) => Err(format!("expected:\n{expected}\nsaid:\n{said}")),
        Err(_) => Err(format!(
            "no {}; BLESS=1 writes it. Said:\n{said}",
            path.display()
        )),
    }
}

/// Which errors there are, and where in the file; of the compiler's own only the code.
fn places(said: &str, file: &Path) -> String {
    let place = format!("--> {}:", file.display());
    said.lines()
        .filter(|line| line.starts_with("error") || line.trim_start().starts_with(&place))
        .map(|line| match line.split_once("]: ") {
            Some((code, _)) if code.starts_with("error[") => format!("{code}]\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}
