// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Raw BTF, alone and as split BTF over itself: all structs are read.
#![no_main]

use compat_btf::Btf;
use libfuzzer_sys::fuzz_target;

fn observe_all(btf: &Btf<'_>) {
    for (id, name) in btf.structs().unwrap_or_default().into_iter().take(64) {
        let _ = btf.observe_type(id);
        let _ = btf.observe(name);
    }
}

fuzz_target!(|bytes: &[u8]| {
    // The first byte says where split BTF begins.
    let Some((&cut, bytes)) = bytes.split_first() else {
        return;
    };
    if let Ok(btf) = Btf::parse("fuzz", bytes) {
        observe_all(&btf);
        observe_all(&btf.with_pointer_size(8));
    }
    let (base, module) = bytes.split_at(bytes.len() * usize::from(cut) / 256);
    if let Ok(base) = Btf::parse("base", base) {
        if let Ok(btf) = Btf::parse_split("fuzz", module, &base) {
            observe_all(&btf.with_pointer_size(4));
        }
    }
});
