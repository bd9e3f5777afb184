// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Object files with DWARF: what is made of it must be BTF that our own reader takes.
#![no_main]

use compat_btf::Btf;
use compat_build::probe::dwarf;
use libfuzzer_sys::fuzz_target;

const TAGS: [&str; 4] = ["everything", "none", "s", "t"];

fuzz_target!(|object: &[u8]| {
    let _ = dwarf::embedded_btf(object);
    let Ok(btf) = dwarf::btf(object, &TAGS) else {
        return;
    };
    let btf = Btf::parse("fuzz", &btf).expect("what the DWARF reader writes has a sound header");
    for tag in TAGS {
        let _ = btf.observe(tag);
    }
});
