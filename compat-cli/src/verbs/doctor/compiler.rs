// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The C compiler of a tree, against the one that its kernel was built with.

use std::ffi::OsStr;

use compat_build::Environment;
use compat_build::config::{Config, Value};
use compat_build::probe::Compiler;

use super::finding::Finding;

/// A compiler and its major version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Gcc(u32),
    Clang(u32),
}

impl Version {
    /// As a compiler's first line says it: `gcc-12 (Debian 12.2.0-14) 12.2.0`, `Debian clang version 14.0.6`.
    fn parse(text: &str) -> Option<Self> {
        let is_no_digit = |character: char| !character.is_ascii_digit();
        let major = |text: &str| text.split(is_no_digit).next()?.parse().ok();
        if let Some((_, version)) = text.split_once("clang version ") {
            return major(version).map(Self::Clang);
        }
        // Who built it stands in brackets before the version; Red Hat has more behind it.
        text.split(") ").skip(1).find_map(major).map(Self::Gcc)
    }

    /// As a configuration says it: 120200.
    fn of_config(config: &Config) -> Option<Self> {
        let major = |symbol| {
            config
                .number(symbol)
                .map(|number| number / 10_000)
                .filter(|major| *major > 0)
        };
        major("CONFIG_GCC_VERSION")
            .map(Self::Gcc)
            .or_else(|| major("CONFIG_CLANG_VERSION").map(Self::Clang))
    }
}

/// The compiler against the one that built the kernel.
pub(super) fn version(config: &Config, compiler: &Compiler) -> Finding {
    const ID: &str = "compiler";
    let text = match config.value("CONFIG_CC_VERSION_TEXT") {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    };
    let built = text
        .and_then(|text| Version::parse(text))
        .or_else(|| Version::of_config(config));
    let (Some(built), Some(found)) = (built, Version::parse(&compiler.version)) else {
        return Finding::note(
            ID,
            format_args!("whether {compiler} is the compiler of the kernel can't be told"),
        );
    };
    let by = text.cloned().unwrap_or_else(|| format!("{built:?}"));
    match (built, found) {
        (Version::Gcc(one), Version::Gcc(other)) | (Version::Clang(one), Version::Clang(other)) if one == other => {
            Finding::ok(ID, format_args!("{compiler} has the major version of the kernel's own, {by}"))
        }
        _ => Finding::warning(ID, format_args!("the kernel was built by {by}, and {compiler} compiles the module"))
            .remedy("let `CC` name that compiler, for make and for cargo alike: with another, options may be missing, and headers may declare something else"),
    }
}

/// Plugins of GCC, which load into the very GCC that they were built for.
pub(super) fn plugins(config: &Config, compiler: &Compiler) -> Option<Finding> {
    const PLUGINS: [&str; 6] = [
        "CONFIG_GCC_PLUGIN_ARM_SSP_PER_TASK",
        "CONFIG_GCC_PLUGIN_CYC_COMPLEXITY",
        "CONFIG_GCC_PLUGIN_LATENT_ENTROPY",
        "CONFIG_GCC_PLUGIN_RANDSTRUCT",
        "CONFIG_GCC_PLUGIN_STACKLEAK",
        "CONFIG_GCC_PLUGIN_STRUCTLEAK",
    ];
    let set: Vec<&str> = PLUGINS
        .into_iter()
        .filter(|symbol| config.is_enabled(symbol))
        .collect();
    (!set.is_empty()).then(|| {
        Finding::note(
            "gcc-plugins",
            format_args!(
                "the tree compiles with plugins of GCC ({}), which load into no other version than the one that they were \
                 built for; {compiler} is that",
                set.join(", ")
            ),
        )
    })
}

/// The linker and its kin, as the kernel's Makefile names them beside that compiler.
pub(super) fn binutils(environment: &Environment, compiler: Option<&Compiler>) -> [String; 3] {
    let value = |variable: &str| {
        let value = environment.get(variable).map(OsStr::to_string_lossy);
        value.unwrap_or_default().into_owned()
    };
    let llvm = value("LLVM");
    if !llvm.is_empty() {
        // `LLVM=/folder/` and `LLVM=-17` say where, and which.
        let folder = if llvm.ends_with('/') {
            llvm.as_str()
        } else {
            ""
        };
        let suffix = if llvm.starts_with('-') {
            llvm.as_str()
        } else {
            ""
        };
        return ["ld.lld", "llvm-objcopy", "llvm-ar"].map(|name| format!("{folder}{name}{suffix}"));
    }
    // Trees set a prefix of their own: Debian's.
    let command = compiler.and_then(|compiler| compiler.command.split_whitespace().last());
    let prefix = command
        .and_then(|command| command.split_once("gcc"))
        .map_or_else(|| value("CROSS_COMPILE"), |(prefix, _)| prefix.to_owned());
    ["ld", "objcopy", "ar"].map(|name| format!("{prefix}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_distributions_write_them() {
        for (text, expected) in [
            ("gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0", Version::Gcc(12)),
            ("gcc-10 (Debian 10.2.1-6) 10.2.1 20210110", Version::Gcc(10)),
            ("gcc (GCC) 13.2.1 20230801", Version::Gcc(13)),
            (
                "gcc (GCC) 8.5.0 20210514 (Red Hat 8.5.0-18)",
                Version::Gcc(8),
            ),
            (
                "x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0",
                Version::Gcc(14),
            ),
            ("Debian clang version 14.0.6", Version::Clang(14)),
            (
                "clang version 17.0.6 (Fedora 17.0.6-2.fc39)",
                Version::Clang(17),
            ),
            ("Ubuntu clang version 15.0.7", Version::Clang(15)),
        ] {
            assert_eq!(Version::parse(text), Some(expected), "{text}");
        }
        assert_eq!(Version::parse("tcc version 0.9.27"), None);
    }
}
