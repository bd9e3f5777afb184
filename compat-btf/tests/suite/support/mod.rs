// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the tests share.

mod builder;
mod elf;
mod kernels;

pub use builder::{Builder, Flag, kind};
pub use elf::Elf;
pub use kernels::{Kernel, kernels, unpack_xz};

use compat_btf::{Btf, Problem};
use compat_data::observation::Observation;

/// The struct `s` of these bytes.
pub fn observe(bytes: &[u8]) -> Observation {
    Btf::parse("test", bytes)
        .unwrap()
        .observe("s")
        .unwrap()
        .unwrap()
}

/// What is wrong with the struct `s` of these bytes, or with the bytes.
pub fn problem(bytes: &[u8]) -> Problem {
    match Btf::parse("test", bytes) {
        Ok(btf) => btf.observe("s").unwrap_err().problem,
        Err(error) => error.problem,
    }
}

/// The declarations of the named members, with their offsets.
pub fn declarations(observation: &Observation) -> Vec<String> {
    let layout = observation.layout("");
    layout
        .members
        .iter()
        .map(|member| {
            let place = observation.member(&member.name).unwrap();
            let bits = place
                .bit_field
                .map(|bits| format!(":{}@{}", bits.width, bits.offset));
            format!("{} {member}{}", place.offset, bits.unwrap_or_default())
        })
        .collect()
}
