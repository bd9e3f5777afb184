// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Boot images and compressed files, to 4 MiB of what is in them.
#![no_main]

use compat_btf::file::from_bytes_within;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = from_bytes_within("fuzz", bytes, 4 << 20) {
        let _ = (file.kernel_release(), file.architecture());
        if let Ok(btf) = file.btf() {
            let _ = btf.observe("s");
        }
    }
});
