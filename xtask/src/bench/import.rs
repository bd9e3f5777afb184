// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The import of many reports by `kernel-compat`: its time on one core and its memory, for a sample and for a set of the size
//! that a whole distribution's kernels have.

use super::files;
use super::measure::Times;
use crate::command::{cannot_start, inside, standard_output};
use crate::error::{Error, Result};
use crate::{table, workspace};
use compat_data::report::{self, Report};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How many reports a whole set has.
const WHOLE: usize = 15_500;
/// How often each program runs.
const ROUNDS: usize = 3;

/// A set of reports in a folder.
struct Set {
    folder: PathBuf,
    files: usize,
    bytes: u64,
}

/// Measures, and prints the table.
pub fn bench() -> Result<()> {
    let sample = sample()?;
    let folder = workspace::target().join("bench/import");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    }
    let sets = [
        made(&sample, sample.len(), &folder.join("sample"))?,
        made(&sample, WHOLE, &folder.join("whole"))?,
    ];
    standard_output(inside(workspace::root(), "cargo").args([
        "build",
        "--quiet",
        "--locked",
        "--release",
        "--package",
        "compat-cli",
    ]))?;
    let ours = workspace::target().join("release/kernel-compat");
    let head = [
        "on one core",
        "files",
        "MB",
        "median s",
        "least s",
        "MB/s",
        "peak MB",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    for set in &sets {
        let output = folder.join("histories");
        rows.push(row("kernel-compat import", set, || {
            let mut command = pinned(&ours);
            command
                .arg("import")
                .arg(&set.folder)
                .arg("-o")
                .arg(&output);
            (command, output.clone())
        })?);
        rows.push(row("cp -r, for reference", set, || {
            let mut command = pinned(Path::new("cp"));
            command.arg("-r").arg(&set.folder).arg(&output);
            (command, output.clone())
        })?);
    }
    println!("{}", table::lines(&rows).join("\n"));
    fs::remove_dir_all(&folder).map_err(|error| Error::at(&folder, &error))
}

fn pinned(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}

/// The reports beside the checkout, else those that the embedded histories were read from, printed again.
fn sample() -> Result<Vec<(String, String)>> {
    let corpus = workspace::root().join("../shared/corpus");
    let mut sample = Vec::new();
    if corpus.is_dir() {
        let entries = fs::read_dir(&corpus).map_err(|error| Error::at(&corpus, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| Error::at(&corpus, &error))?.path();
            let text = fs::read_to_string(&path).map_err(|error| Error::at(&path, &error))?;
            let report = report::parse(&text).map_err(|error| Error::new(error.to_string()))?;
            sample.push((report.name, text));
        }
    } else {
        let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
        for history in histories {
            let reports = history
                .sources
                .iter()
                .map(|source| Report::of(history, source));
            let texts = reports.map(|report| (history.name.clone(), report::markdown(&report)));
            sample.extend(texts);
        }
    }
    sample.sort();
    Ok(sample)
}

/// So many reports, the sample again and again, each time on structs of other names.
fn made(sample: &[(String, String)], count: usize, folder: &Path) -> Result<Set> {
    let mut bytes = 0;
    for (number, (name, text)) in sample.iter().cycle().take(count).enumerate() {
        let renamed = format!("{name}_{number}");
        let text = text
            .replace(
                &format!("struct {name} {{"),
                &format!("struct {renamed} {{"),
            )
            .replace(
                &format!("# Struct: <code>{name}</code>"),
                &format!("# Struct: <code>{renamed}</code>"),
            );
        files::write(&folder.join(format!("{renamed}.md")), text.as_bytes())?;
        bytes += text.len() as u64;
    }
    Ok(Set {
        folder: folder.to_owned(),
        files: count,
        bytes,
    })
}

/// Runs the program, whose output is removed before each run.
fn row(
    name: &str,
    set: &Set,
    mut command: impl FnMut() -> (Command, PathBuf),
) -> Result<[String; 7]> {
    let mut times = Times::default();
    let mut peak = 0;
    for _ in 0..ROUNDS {
        let (mut command, output) = command();
        if output.exists() {
            fs::remove_dir_all(&output).map_err(|error| Error::at(&output, &error))?;
        }
        let (time, memory) = run(&mut command)?;
        times.add(time);
        peak = peak.max(memory);
    }
    let megabytes = set.bytes as f64 / 1e6;
    let seconds = times.median().as_secs_f64();
    Ok([
        name.to_owned(),
        set.files.to_string(),
        format!("{megabytes:.1}"),
        format!("{seconds:.2}"),
        format!("{:.2}", times.minimum().as_secs_f64()),
        format!("{:.0}", megabytes / seconds),
        format!("{:.1}", peak as f64 / 1e3),
    ])
}

/// How long it takes, and the most memory that it has resident, in kilobytes.
fn run(command: &mut Command) -> Result<(Duration, u64)> {
    let begin = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| cannot_start(command, &error))?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    loop {
        // The high-water mark: it is gone with the process, so it is asked for while there is one.
        let text = fs::read_to_string(&status).unwrap_or_default();
        peak = peak.max(high_water_mark(&text).unwrap_or(0));
        match child.try_wait() {
            Ok(None) => sleep(Duration::from_millis(2)),
            Ok(Some(status)) if status.success() => return Ok((begin.elapsed(), peak)),
            Ok(Some(status)) => return Err(Error::new(format!("{command:?} failed: {status}"))),
            Err(error) => return Err(Error::new(format!("{command:?}: {error}"))),
        }
    }
}

/// `VmHWM` of proc(5).
fn high_water_mark(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_read() {
        assert_eq!(
            high_water_mark("VmPeak:\t  9 kB\nVmHWM:\t    5140 kB\n"),
            Some(5140)
        );
        assert_eq!(high_water_mark("State:\tZ (zombie)\n"), None);
    }

    #[test]
    fn each_report_of_a_set_is_on_another_struct() {
        let folder = tempfile::tempdir().unwrap();
        let sample = [(
            "a".to_owned(),
            "# Struct: <code>a</code>\nstruct a {\nint a;\n".to_owned(),
        )];
        let set = made(&sample, 2, folder.path()).unwrap();
        assert_eq!(set.files, 2);
        let text = fs::read_to_string(folder.path().join("a_1.md")).unwrap();
        assert_eq!(text, "# Struct: <code>a_1</code>\nstruct a_1 {\nint a;\n");
    }
}
