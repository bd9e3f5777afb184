// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Histories, observations and lists of kernels as TOML: what is taken prints, and what is printed reads the same.
#![no_main]

use compat_data::{catalogue, observation, record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(history) = record::parse("fuzz", text) {
        let printed = record::print(&history);
        assert_eq!(record::parse("fuzz", &printed), Ok(history), "{printed}");
    }
    if let Ok(observed) = observation::record::parse(text) {
        let printed = observation::record::print(&observed).expect("its numbers came from TOML");
        let again = observation::record::parse(&printed);
        assert_eq!(again, Ok(observed), "{printed}");
    }
    if let Ok(kernels) = catalogue::parse(text) {
        let printed = catalogue::print(&kernels);
        assert_eq!(catalogue::parse(&printed), Ok(kernels), "{printed}");
    }
});
