// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Reports, text and Markdown: what is read prints as either form, and reads the same.
#![no_main]

use compat_data::report::{markdown, parse, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &str| {
    if let Ok(report) = parse(content) {
        for printed in [text(&report), markdown(&report)] {
            assert_eq!(parse(&printed).as_ref(), Ok(&report), "{printed}");
        }
    }
});
