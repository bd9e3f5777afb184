// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Comments in a history's file, which its printed form has not.

use compat_data::record::{self, comments};

use crate::common::{committed, parsed};

#[test]
fn the_committed_histories_have_none() {
    for name in compat_data::names() {
        assert_eq!(comments(&committed(name)), [], "{name}");
    }
}

#[test]
fn each_is_found_with_its_line() {
    let text = committed("vfio_pci_regops");
    let with = text
        .replacen("struct = ", "# Read twice.\nstruct = ", 1)
        .replacen("private = true", "private = true # ships nowhere", 1)
        + "# the end";
    // They read, and would be lost.
    assert_eq!(record::print(&parsed(&with)), text);
    let line = |part: &str| 1 + with.lines().position(|line| line.contains(part)).unwrap();
    assert_eq!(
        comments(&with),
        [
            (line("# Read twice."), "# Read twice."),
            (line("# ships nowhere"), "# ships nowhere"),
            (line("# the end"), "# the end"),
        ]
    );
    // The licence is no comment on top only.
    let again = format!("{text}# SPDX-License-Identifier: MIT OR GPL-2.0-only\n");
    assert_eq!(comments(&again).len(), 1);
}

#[test]
fn a_number_sign_in_a_string_begins_none() {
    for text in [
        r##"a = "#1""##,
        r##"a = "\"#1""##,
        r##"a = "\\" # yes"##,
        "a = '#1'",
        "a = '\\' # yes",
        "a = '''\n# one\n'two' # three\n'''",
        "a = '''it's #1''''",
        "a = '''it's #1''''' # yes",
        "a = \"\"\"\n\\\"\"\" # one\n\"\" # two\"\"\"",
        "a = \"\" # yes",
        "a = '' # yes",
        "a = ['#', \"#\"] # yes",
        "'#' = 1",
    ] {
        let expected: &[&str] = if text.ends_with("# yes") {
            &["# yes"]
        } else {
            &[]
        };
        let found: Vec<&str> = comments(text)
            .into_iter()
            .map(|(_, comment)| comment)
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn text_that_is_no_toml_does_no_harm() {
    for text in ["", "#", "\"", "'''", "\"\"\"\\", "'\n#", "é#é"] {
        comments(text);
    }
}
