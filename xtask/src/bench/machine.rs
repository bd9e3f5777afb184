// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What the figures were measured on and with.

use crate::command::capture;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

/// Lines that say which machine, how busy, and which versions of the programs.
pub fn describe() -> String {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, model)| model.trim());
    let cores = available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(3).collect();
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let versions = [
        ("rustc", "--version"),
        ("gcc", "--version"),
        ("pahole", "--version"),
        ("bpftool", "version"),
    ]
    .map(|(program, option)| format!("{program}: {}", version(program, option)));
    format!(
        "{model}, {cores} cores, load {} before; kernel {}\n{}",
        load.join(" "),
        release.trim(),
        versions.join("; ")
    )
}

fn version(program: &str, option: &str) -> String {
    match capture(Command::new(program).arg(option)) {
        Ok(text) => text.lines().next().unwrap_or_default().to_owned(),
        Err(_) => "not here".to_owned(),
    }
}
