// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! One struct of one kernel: this project's reader beside other ways to get at it.

use super::bindgen;
use super::measure::{Contestant, Times, in_turns, milliseconds};
use crate::command::{inside, standard_output};
use crate::error::{Error, Result};
use crate::kernels::{DebianKernel, KernelChoice, fetch};
use crate::{table, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const STRUCT: &str = "dma_buf_ops";
const HEADER: &str = "linux/dma-buf.h";

/// The kernel whose headers package brings BTF as a file.
const RELEASE: &str = "6.12";

/// How often programs of milliseconds run, and those of a second.
const MANY: usize = 50;
const FEW: usize = 7;

/// Measures, and prints the table.
pub fn bench() -> Result<()> {
    let kernels = fetch(&[KernelChoice::named(RELEASE)?])?;
    for kernel in &kernels {
        bench_on(kernel)?;
    }
    Ok(())
}

fn bench_on(kernel: &DebianKernel) -> Result<()> {
    let vmlinux = kernel.build_tree.join("vmlinux");
    let size = fs::metadata(&vmlinux)
        .map_err(|error| Error::at(&vmlinux, &error))?
        .len();
    let folder = workspace::target().join("bench/observe");
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;

    let in_process = in_process(&vmlinux)?;
    let file = vmlinux.to_string_lossy();
    let many = |name: &str, program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments);
        contestant(name, command, MANY)
    };
    let mut contestants = vec![
        many(OURS, &build_reader()?, &[&file, STRUCT]),
        many("a program that does nothing", Path::new("true"), &[]),
        many("pahole -C", Path::new("pahole"), &["-C", STRUCT, &file]),
        many(
            "bpftool btf dump … format c",
            Path::new("bpftool"),
            &["btf", "dump", "file", &file, "format", "c"],
        ),
        probe(kernel, &folder)?,
    ];
    let mut without = Vec::new();
    match bindgen::command(kernel, &folder, HEADER, STRUCT) {
        Ok(command) => contestants.push(contestant("bindgen of its header", command, FEW)),
        Err(error) => without.push(("bindgen of its header".to_owned(), Err(error))),
    }
    let mut results = in_turns(contestants);
    results.append(&mut without);

    println!(
        "struct {STRUCT} of {}, from the vmlinux of its headers package ({size} bytes)\n",
        kernel.name
    );
    println!("{in_process}");
    print(&results);
    Ok(())
}

const OURS: &str = "compat-btf";

fn contestant(name: &str, command: Command, rounds: usize) -> Contestant {
    Contestant {
        name: name.to_owned(),
        command,
        product: None,
        rounds,
    }
}

/// What the bench of compat-btf prints, as a table.
fn in_process(vmlinux: &Path) -> Result<String> {
    let printed = standard_output(
        inside(workspace::root(), "cargo")
            .args(["bench", "--quiet", "--locked", "--package", "compat-btf"])
            .args(["--bench", "observe", "--"])
            .arg(vmlinux)
            .arg(STRUCT),
    )?;
    let mut rows = vec![["inside one process, warm", "median ms", "least ms"].map(str::to_owned)];
    for (word, what) in [
        ("observe", "observing the struct, nothing kept"),
        ("many", "observing 100 structs at once, nothing kept"),
        ("read", "reading the BTF, into memory used before"),
        ("step", "for reference: stepping over all types"),
    ] {
        let times = printed.lines().find_map(|line| times_of(line, word));
        let (median, least) = times
            .ok_or_else(|| Error::new(format!("the bench of compat-btf printed:\n{printed}")))?;
        rows.push([what.to_owned(), milliseconds(median), milliseconds(least)]);
    }
    Ok(table::lines(&rows).join("\n") + "\n")
}

/// Median and minimum from a line `word median minimum`, in nanoseconds.
fn times_of(line: &str, word: &str) -> Option<(Duration, Duration)> {
    let mut numbers = line.strip_prefix(word)?.split_whitespace();
    let mut next = || Some(Duration::from_nanos(numbers.next()?.parse().ok()?));
    Some((next()?, next()?))
}

/// The example of compat-btf that prints a struct, as a driver's build has it: without the feature `vmlinuz`.
fn build_reader() -> Result<PathBuf> {
    standard_output(
        inside(workspace::root(), "cargo")
            .args(["build", "--quiet", "--locked", "--release"])
            .args(["--package", "compat-btf", "--example", "observe"]),
    )?;
    Ok(workspace::target().join("release/examples/observe"))
}

/// What drivers do today: one small file that the kernel's build system compiles.
fn probe(kernel: &DebianKernel, folder: &Path) -> Result<Contestant> {
    let source = format!("#include <{HEADER}>\nstruct {STRUCT} probe;\n");
    for (name, text) in [("Kbuild", "obj-m := probe.o\n"), ("probe.c", &source)] {
        let file = folder.join(name);
        fs::write(&file, text).map_err(|error| Error::at(&file, &error))?;
    }
    let mut command = Command::new("make");
    command
        .arg("-C")
        .arg(&kernel.build_tree)
        .arg(format!("M={}", folder.display()))
        .args(["CC=gcc", "probe.o"]);
    Ok(Contestant {
        product: Some(folder.join("probe.o")),
        ..contestant("one probe compiled by Kbuild", command, FEW)
    })
}

fn print(results: &[(String, Result<Times>)]) {
    let ours = results
        .iter()
        .find_map(|(name, times)| Some(times.as_ref().ok().filter(|_| name == OURS)?.clone()));
    let ours = ours.unwrap_or_default();
    let ratio = |time: Duration, ours: Duration| match ours.is_zero() {
        true => "-".to_owned(),
        false => format!("{:.1}", time.as_secs_f64() / ours.as_secs_f64()),
    };
    let head = [
        "whole process",
        "median ms",
        "least ms",
        "× median",
        "× least",
        "runs",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    for (name, result) in results {
        if let Ok(times) = result {
            rows.push([
                name.clone(),
                milliseconds(times.median()),
                milliseconds(times.minimum()),
                ratio(times.median(), ours.median()),
                ratio(times.minimum(), ours.minimum()),
                times.count().to_string(),
            ]);
        }
    }
    println!("{}", table::lines(&rows).join("\n"));
    for (name, result) in results {
        if let Err(error) = result {
            println!("NOT MEASURED: {name}: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_bench_are_read() {
        let nanos = Duration::from_nanos;
        assert_eq!(
            times_of("read 5100 4900", "read"),
            Some((nanos(5100), nanos(4900)))
        );
        assert_eq!(times_of("observe 1 2", "read"), None);
        assert_eq!(times_of("read 1", "read"), None);
    }
}
