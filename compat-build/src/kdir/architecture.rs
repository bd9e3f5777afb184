// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A tree's architecture: from its configuration, and what others call it.

use compat_data::kernel::Architecture;

use crate::config::Config;

/// What `CARGO_CFG_TARGET_ARCH` says for an architecture.
pub(super) fn rust_name(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Amd64 => "x86_64",
        Architecture::Arm64 => "aarch64",
        Architecture::Armhf => "arm",
        Architecture::Ppc64el => "powerpc64",
        Architecture::Riscv64 => "riscv64",
    }
}

/// What Kbuild takes as `ARCH` for an architecture: its folder in the kernel's arch/, and what the top Makefile takes
/// for that.
pub(super) fn kbuild_names(architecture: Architecture) -> &'static [&'static str] {
    match architecture {
        Architecture::Amd64 => &["x86_64", "x86"],
        Architecture::Arm64 => &["arm64"],
        Architecture::Armhf => &["arm"],
        Architecture::Ppc64el => &["powerpc"],
        Architecture::Riscv64 => &["riscv"],
    }
}

/// The architecture of a configuration, else the symbols that it sets of those that tell.
pub(super) fn of_config(config: &Config) -> Result<Architecture, Vec<&'static str>> {
    const TELLING: [&str; 18] = [
        "CONFIG_UML",
        "CONFIG_X86_32",
        "CONFIG_X86_64",
        "CONFIG_ARM",
        "CONFIG_ARM64",
        "CONFIG_PPC",
        "CONFIG_PPC64",
        "CONFIG_RISCV",
        "CONFIG_S390",
        "CONFIG_MIPS",
        "CONFIG_LOONGARCH",
        "CONFIG_SPARC",
        "CONFIG_PARISC",
        "CONFIG_M68K",
        "CONFIG_ALPHA",
        "CONFIG_64BIT",
        "CONFIG_CPU_BIG_ENDIAN",
        "CONFIG_CPU_LITTLE_ENDIAN",
    ];
    let set = |symbol: &str| config.is_enabled(symbol);
    let big_endian = set("CONFIG_CPU_BIG_ENDIAN");
    let found = if set("CONFIG_UML") || big_endian {
        // User-mode Linux sets CONFIG_X86_64, too (arch/x86/um/Kconfig), and loads no modules of a real kernel.
        None
    } else if set("CONFIG_X86_64") {
        Some(Architecture::Amd64)
    } else if set("CONFIG_ARM64") {
        Some(Architecture::Arm64)
    } else if set("CONFIG_ARM") {
        Some(Architecture::Armhf)
    } else if set("CONFIG_PPC64") && set("CONFIG_CPU_LITTLE_ENDIAN") {
        Some(Architecture::Ppc64el)
    } else if set("CONFIG_RISCV") && set("CONFIG_64BIT") {
        Some(Architecture::Riscv64)
    } else {
        None
    };
    found.ok_or_else(|| TELLING.into_iter().filter(|symbol| set(symbol)).collect())
}
