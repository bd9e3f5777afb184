// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `completions`: scripts that shells take.

use std::fs;
use std::process::Command;

use crate::support::{kernel_compat, text};

#[test]
fn bash_takes_the_script_and_completes_verbs() {
    let script = kernel_compat(&["completions", "bash"]).success();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kernel-compat.bash");
    fs::write(&file, script).unwrap();
    let ask = format!(
        "source '{}'; COMP_WORDS=(kernel-compat sho) COMP_CWORD=1; _kernel__compat kernel-compat sho kernel-compat; \
         echo \"${{COMPREPLY[@]}}\"",
        text(&file)
    );
    match Command::new("bash").args(["-u", "-c", &ask]).output() {
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && errors.is_empty(), "{errors}");
            assert_eq!(String::from_utf8_lossy(&output.stdout), "show\n");
        }
        Err(error) => println!("SKIPPED: bash can't be run: {error}"),
    }
}

#[test]
fn other_shells_have_scripts_and_unknown_ones_none() {
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        let script = kernel_compat(&["completions", shell]).success();
        assert!(script.contains("kernel-compat") && script.contains("histories"));
    }
    let said = kernel_compat(&["completions", "csh"]).trouble();
    assert!(said.contains("possible values: bash"), "{said}");
}
