// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Whatever the text, reading it gives a value or an error, and what was read prints as it reads.

use compat_data::c::{Dialect, parse_members, parse_struct};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::record;
use compat_data::release::{Release, ReleaseRange};
use compat_data::report::{self, Report};
use proptest::prelude::*;

use crate::common::{SEEDS, committed, history};

/// Reads the text as everything that it might be.
fn read(text: &str) {
    for dialect in [Dialect::C, Dialect::Report] {
        let _ = parse_members(text, dialect);
        let _ = parse_struct(text, dialect);
    }
    if let Ok(report) = report::parse(text) {
        assert_eq!(report::parse(&report::text(&report)).as_ref(), Ok(&report));
        assert_eq!(
            report::parse(&report::markdown(&report)).as_ref(),
            Ok(&report)
        );
    }
    if let Ok(history) = record::parse("random.toml", text) {
        let printed = record::print(&history);
        assert_eq!(record::parse("random.toml", &printed), Ok(history));
    }
    for error in [
        record::parse("random.toml", text)
            .map(drop)
            .map_err(|error| error.to_string()),
        report::parse(text)
            .map(drop)
            .map_err(|error| error.to_string()),
    ] {
        assert_ne!(error, Err(String::new()));
    }
    if let Ok(release) = text.parse::<Release>() {
        assert_eq!(release.to_string(), text);
    }
    if let Ok(range) = text.parse::<ReleaseRange>() {
        assert_eq!(range.to_string().parse(), Ok(range));
    }
    let _ = text.parse::<Kernel>();
    let _ = Kernel::from_release_string(text, Architecture::Arm64);
}

/// A character that means something to one of the readers.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        prop::sample::select(
            "()*[]{},;.=-_+\"'#<>/\\ \n\t0123456789elx\u{2705}\u{26a0}\u{fe0f}\u{27a1}"
                .chars()
                .collect::<Vec<_>>()
        ),
        any::<char>(),
    ]
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "int ",
            "const ",
            "volatile ",
            "struct ",
            "(anon)",
            "void",
            "(*)",
            "(*f)",
            "...",
            "bool ",
            "x;",
            "};\n",
            "Regular\n",
            "4.4: ✅struct x {",
            "4.4 and 4.8 ⚠️",
            " ✅\n",
            ": Absent ⚠️\n",
            " ➡️ ",
            "# Struct: ",
            "<code>",
            "</code>",
            "<li>\n",
            "</li>\n",
            "<ul>\n",
            "</ul>\n",
            "5.4",
            "-generic",
            "el8_4",
            "..=",
            "[[layout]]\n",
            "struct = \"x\"\n",
            "'''",
            "__attribute__((noreturn))",
            "999999999999999999999",
        ])
        .prop_map(str::to_owned),
        character().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 0..40).prop_map(|words| words.concat())
}

/// Real text: a committed history or a printed report.
fn real() -> impl Strategy<Value = String> {
    // With one of the catalogue's.
    let histories = SEEDS.into_iter().chain(["xattr_handler"]).map(committed);
    let reports = SEEDS.into_iter().flat_map(|name| {
        let history = history(name);
        let report = Report::of(history, &history.sources[0]);
        [report::text(&report), report::markdown(&report)]
    });
    prop::sample::select(histories.chain(reports).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn random_text(text in text()) {
        read(&text);
    }

    #[test]
    fn numbers_and_their_separators(text in "[0-9.=+_a-z-]{0,16}") {
        read(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn real_text_with_flipped_bytes(
        text in real(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..8), 1..4),
    ) {
        let mut bytes = text.into_bytes();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn real_text_with_lines_cut_doubled_and_swapped(
        text in real(),
        edits in prop::collection::vec((0_u8..3, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        let mut lines: Vec<&str> = text.lines().collect();
        for (edit, one, other) in edits {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            match edit {
                0 => drop(lines.remove(one)),
                1 => lines.insert(one, lines[other]),
                _ => lines.swap(one, other),
            }
        }
        read(&lines.join("\n"));
    }
}

/// Text from outside must not exhaust the stack, nor take its square in time.
#[test]
fn deep_or_long_text() {
    for part in [
        "(",
        "[",
        "{",
        "((*",
        "5.",
        "5.4-",
        "..",
        "=",
        "\"",
        "'''",
        "[[layout]]\n",
        "a.",
        "a = {",
        "a = [",
        "# Struct: ",
        "<li>\n",
        "4.4: ✅struct x {\n",
        "x and y ⚠️",
        "4.4: Absent ⚠️\n",
        "el8_",
        "[[source]]\n[source.kernels]\n",
    ] {
        let many = part.repeat(10_000);
        read(&many);
        read(&format!("xRegular\n{many}"));
        read(&format!(
            "# Struct: <code>x</code>\n\n## Status\n<b>Regular</b>\n<ul>\n{many}"
        ));
        read(&format!("struct = \"x\"\n{many}"));
        read(&format!("struct = \"x\"\na = {many}"));
    }
}
