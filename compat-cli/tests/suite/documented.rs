// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The session in docs/COMMAND.md: what the command printed there is what it prints.

use std::path::PathBuf;

use crate::support::{Outcome, command};

/// A command of the session, with the lines that it printed.
struct Step {
    command: String,
    printed: Vec<String>,
}

fn session() -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut in_block = false;
    for line in include_str!("../../../docs/COMMAND.md").lines() {
        if line.starts_with("```") {
            in_block = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| in_block) {
            steps.push(Step {
                command: command.to_owned(),
                printed: Vec::new(),
            });
        } else if let Some(step) = steps.last_mut().filter(|_| in_block) {
            step.printed.push(line.to_owned());
        }
    }
    steps
}

/// Whether the lines are those of the session, where `…` stands for any number of lines.
fn fits(printed: &[String], lines: &[&str]) -> bool {
    match printed.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        Some((first, rest)) => lines.first() == Some(&first.as_str()) && fits(rest, &lines[1..]),
    }
}

#[test]
fn every_command_prints_what_is_documented() {
    let folder = tempfile::tempdir().unwrap();
    let mut here: PathBuf = folder.path().to_owned();
    let (mut ran, mut verbs) = (0, Vec::new());
    for step in session() {
        if let Some(to) = step.command.strip_prefix("cd ").filter(|to| *to != "..") {
            here.push(to);
            continue;
        }
        let Some(arguments) = step.command.strip_prefix("kernel-compat ") else {
            continue;
        };
        // What needs that very kernel's headers, and its compiler, is not everybody's.
        if arguments.contains("--kdir") {
            println!("SKIPPED: {}", step.command);
            continue;
        }
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let outcome = command()
            .current_dir(&here)
            .env("COLUMNS", "100")
            .args(&arguments)
            .output();
        let outcome = Outcome::of(outcome.unwrap());
        let said = outcome.stdout + &outcome.stderr;
        let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
        assert!(
            fits(&step.printed, &lines),
            "$ {}\ndocumented:\n{}\nprinted:\n{said}",
            step.command,
            step.printed.join("\n")
        );
        verbs.push(arguments[0].to_owned());
        ran += 1;
    }
    println!("{ran} commands: {verbs:?}");
    for verb in ["show", "diff", "matrix", "explain", "new"] {
        assert!(verbs.iter().any(|ran| ran == verb), "{verb}");
    }
}
