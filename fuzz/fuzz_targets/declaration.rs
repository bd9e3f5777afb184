// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C declarations, in C's spelling and the reports': what is read prints as C that reads the same.
#![no_main]

use compat_data::c::{Dialect, parse_members};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for dialect in [Dialect::C, Dialect::Report] {
        for member in parse_members(text, dialect).unwrap_or_default() {
            let printed = format!("{member};");
            let again = parse_members(&printed, Dialect::C);
            assert_eq!(again, Ok(vec![member]), "{printed}");
        }
    }
});
