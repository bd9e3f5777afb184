// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Processor architectures.

use std::fmt;

/// A processor architecture, by Debian's name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Architecture {
    /// x86-64.
    Amd64,
    /// AArch64, little-endian.
    Arm64,
    /// 32-bit Arm with hardware floating point.
    Armhf,
    /// 64-bit POWER, little-endian.
    Ppc64el,
    /// 64-bit RISC-V.
    Riscv64,
}

impl Architecture {
    /// All of them, in the order of the reports.
    pub const ALL: [Self; 5] = [
        Self::Amd64,
        Self::Arm64,
        Self::Armhf,
        Self::Ppc64el,
        Self::Riscv64,
    ];

    /// The size of a pointer in bytes; a `long` has the same one.
    pub const fn pointer_size(self) -> u64 {
        match self {
            Self::Armhf => 4,
            Self::Amd64 | Self::Arm64 | Self::Ppc64el | Self::Riscv64 => 8,
        }
    }

    /// Debian's name: `amd64`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
            Self::Armhf => "armhf",
            Self::Ppc64el => "ppc64el",
            Self::Riscv64 => "riscv64",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
