// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Colours, pipes that close early, help.

use std::io::Read;
use std::process::Stdio;

use crate::support::{Outcome, command, kernel_compat};

const DIFF: [&str; 4] = ["diff", "dma_buf_ops", "5.4", "5.8"];

fn with(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = command();
    command.envs(variables.iter().copied()).args(arguments);
    Outcome::of(command.output().unwrap()).success()
}

#[test]
fn colour_where_it_is_wanted() {
    let always = [DIFF.as_slice(), &["--color", "always"]].concat();
    assert!(kernel_compat(&always).success().contains("\u{1b}["));
    assert!(!kernel_compat(&DIFF).success().contains('\u{1b}'));
    assert!(!with(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], &DIFF).contains('\u{1b}'));
    assert!(with(&[("CLICOLOR_FORCE", "1")], &DIFF).contains("\u{1b}["));
    let never = [DIFF.as_slice(), &["--color=never"]].concat();
    assert!(!with(&[("CLICOLOR_FORCE", "1")], &never).contains('\u{1b}'));
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let mut child = command()
        .args(["diff", "dma_buf_ops", "--all", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 16];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut start).unwrap();
    drop(stdout);
    let outcome = Outcome::of(child.wait_with_output().unwrap());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let outcome = command().args(DIFF).stdout(full).output().unwrap();
    let outcome = Outcome::of(outcome);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("cannot write the standard output"),
        "{outcome:?}"
    );
}

#[test]
fn every_verb_has_help_with_an_example() {
    let help = kernel_compat(&["help"]).success();
    assert!(help.contains("Exit codes: 0"), "{help}");
    let verbs: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert!(
        verbs.contains(&"show") && verbs.contains(&"import"),
        "{help}"
    );
    for verb in verbs {
        let help = kernel_compat(&[verb, "--help"]).success();
        assert!(help.contains("Example"), "{verb}: {help}");
        assert!(
            help.contains(&format!("kernel-compat {verb}")),
            "{verb}: {help}"
        );
    }
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let error = kernel_compat(&["shwo", "dma_buf_ops"]).trouble();
    assert!(error.contains("show"), "{error}");
    kernel_compat(&["show", "dma_buf_ops", "--format", "xml"]).trouble();
    kernel_compat(&[]).trouble();
}

/// `check … | true` must not make a difference look like none.
#[test]
fn a_closed_pipe_does_not_change_the_answer() {
    let mut child = command()
        .args(["check", "--kernels", "6.2", "vfio_pci_regops"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
