// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A history that contradicts itself, or that can't be read, does not load; the message names both sides.

mod demands;
mod kernels;
mod layouts;
mod mainline;
mod values;

use compat_data::record;

use crate::common::committed;

/// The message for the committed text with one part replaced.
fn broken(name: &str, part: &str, by: &str) -> String {
    let text = committed(name);
    assert!(text.contains(part), "{name} has no `{part}`");
    refused(&text.replacen(part, by, 1))
}

fn refused(text: &str) -> String {
    record::parse("test.toml", text)
        .expect_err("a contradiction")
        .to_string()
}

/// One of the problems has all these parts, and each of them names the file.
#[track_caller]
fn names(message: &str, parts: &[&str]) {
    assert!(
        message
            .lines()
            .any(|line| parts.iter().all(|part| line.contains(part))),
        "{parts:?} in:\n{message}"
    );
    assert!(message.starts_with("test.toml: "), "{message}");
}

#[test]
fn all_problems_at_once() {
    let text = committed("dma_buf_ops")
        .replacen("\"5.8-generic\" = \"5.7\"", "\"5.8-generic\" = \"5.3\"", 1)
        .replacen("\"5.3-generic\" = \"5.3\"", "\"5.3-generic\" = \"5.2\"", 1);
    let message = refused(&text);
    names(&message, &["`5.8-generic`"]);
    names(&message, &["`5.3-generic`"]);
    assert!(
        message.lines().all(|line| line.starts_with("test.toml: ")),
        "{message}"
    );
}
