// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The code generation flags that a kernel's configuration demands of a module written in Rust.
//!
//! Each flag names the kernel file that it comes from, as of 6.12. Which version of rustc has which spelling was tried
//! with the compilers themselves, 1.85 to 1.95: `tests/flags.rs` does so again and looks at the code.
//!
//! They hold for what is compiled with them: the driver, and the generic and inlined functions of `core` in it. The
//! prebuilt `core` that rustup installs is compiled without.
//!
//! Instrumentation (`CONFIG_KASAN`, `CONFIG_KCSAN`, `CONFIG_FUNCTION_TRACER`, …) and stack protectors are not
//! followed: code without them runs in such kernels, unobserved.

use compat_data::kernel::Architecture;

use crate::config::Config;
use crate::error::Error;
use crate::rustc::RustcVersion;

/// How to compile a module for one kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodegenFlags {
    /// The target to give to rustc and cargo.
    pub rust_target: &'static str,
    /// The flags of rustc.
    pub rustflags: Vec<String>,
    /// Whether a stable rustc needs `RUSTC_BOOTSTRAP=1` to take them.
    pub needs_bootstrap: bool,
    /// What the configuration demands and rustc has no flag for, each in one line.
    pub not_followed: Vec<String>,
}

impl CodegenFlags {
    /// The flags for a kernel with that configuration.
    ///
    /// # Errors
    /// For other architectures than x86-64, and when a module compiled by that rustc would trap in that kernel.
    pub fn new(
        config: &Config,
        architecture: Architecture,
        rustc: RustcVersion,
    ) -> Result<Self, Error> {
        match rust_target(architecture) {
            Some(rust_target) => x86_64(config, rustc, rust_target),
            None => Err(Error::FlagsArchitecture { architecture }),
        }
    }
}

/// The target of rustc for modules of that architecture; none: it is not known how to compile them.
pub fn rust_target(architecture: Architecture) -> Option<&'static str> {
    match architecture {
        Architecture::Amd64 => Some("x86_64-unknown-none"),
        Architecture::Arm64
        | Architecture::Armhf
        | Architecture::Ppc64el
        | Architecture::Riscv64 => None,
    }
}

/// Flags of every kernel.
const ALWAYS: [&str; 6] = [
    // Makefile.
    "-Cpanic=abort",
    "-Crelocation-model=static",
    "-Zfunction-sections=no",
    // arch/x86/Makefile.
    "-Ccode-model=kernel",
    "-Cno-redzone=y",
    // What the kernel's own target (scripts/generate_rust_target.rs) has and x86_64-unknown-none has not: without it
    // calls of memcpy and memset go through R_X86_64_GOTPCREL, which arch/x86/kernel/module.c refuses to load.
    "-Zplt=yes",
];

fn x86_64(
    config: &Config,
    rustc: RustcVersion,
    rust_target: &'static str,
) -> Result<CodegenFlags, Error> {
    let mut flags = Flags::default();
    flags.add(&ALWAYS);
    frame_pointers(config, rustc, &mut flags);
    branch_tracking(config, rustc, &mut flags);
    let retpolines = retpolines(config, rustc, &mut flags);
    let thunks = return_thunks(config, &mut flags);
    padding(config, rustc, &mut flags)?;
    control_flow_integrity(config, rustc)?;
    let hardened = ["CONFIG_MITIGATION_SLS", "CONFIG_SLS"]
        .into_iter()
        .find(|symbol| config.is_enabled(symbol));
    if let Some(symbol) = hardened {
        // arch/x86/Makefile: -mharden-sls=all, an int3 after each return and indirect jump. Thunks leave neither.
        if !(retpolines && thunks) {
            flags.not_followed.push(format!(
                "{symbol}: rustc {rustc} puts no int3 after returns and indirect jumps; objtool will say so"
            ));
        }
    }
    Ok(flags.finish(rust_target))
}

/// Makefile: `ifdef CONFIG_FRAME_POINTER`.
fn frame_pointers(config: &Config, rustc: RustcVersion, flags: &mut Flags) {
    if config.is_enabled("CONFIG_FRAME_POINTER")
        || config.is_enabled("CONFIG_UNWINDER_FRAME_POINTER")
    {
        flags.add(&["-Cforce-frame-pointers=y"]);
        // Functions that LLVM itself makes ask the module's flag, which rustc sets from 1.98 on.
        if rustc < RustcVersion::new(1, 98) {
            flags.add(&["-Zllvm_module_flag=frame-pointer:u32:2:max"]);
        }
    }
}

/// arch/x86/Makefile: `ifeq ($(CONFIG_X86_KERNEL_IBT),y)`. A jump table's jump would be a NOTRACK one.
fn branch_tracking(config: &Config, rustc: RustcVersion, flags: &mut Flags) {
    if config.is_enabled("CONFIG_X86_KERNEL_IBT") {
        let jump_tables = match rustc >= RustcVersion::new(1, 93) {
            true => "-Cjump-tables=n",
            false => "-Zno-jump-tables",
        };
        flags.add(&["-Zcf-protection=branch", jump_tables]);
    }
}

/// Up to 6.8 the symbols had no `MITIGATION_`. scripts/generate_rust_target.rs asks LLVM for the thunks by features of the
/// target; rustc has a flag of its own for the same three features from 1.89 on, and only warns of them before.
fn retpolines(config: &Config, rustc: RustcVersion, flags: &mut Flags) -> bool {
    let enabled =
        config.is_enabled("CONFIG_MITIGATION_RETPOLINE") || config.is_enabled("CONFIG_RETPOLINE");
    if enabled && rustc >= RustcVersion::new(1, 89) {
        flags.add(&["-Zretpoline-external-thunk"]);
        flags
            .mismatches
            .extend(["retpoline", "retpoline-external-thunk"]);
    } else if enabled {
        flags.add(&[
            "-Ctarget-feature=+retpoline-external-thunk,+retpoline-indirect-branches,+retpoline-indirect-calls",
        ]);
    }
    enabled
}

/// arch/x86/Makefile: `RETHUNK_RUSTFLAGS`.
fn return_thunks(config: &Config, flags: &mut Flags) -> bool {
    let enabled =
        config.is_enabled("CONFIG_MITIGATION_RETHUNK") || config.is_enabled("CONFIG_RETHUNK");
    if enabled {
        flags.add(&["-Zfunction-return=thunk-extern"]);
    }
    enabled
}

/// arch/x86/Makefile: `PADDING_RUSTFLAGS`. The kernel writes into the bytes before each function.
fn padding(config: &Config, rustc: RustcVersion, flags: &mut Flags) -> Result<(), Error> {
    if config.is_enabled("CONFIG_CALL_PADDING") {
        let bytes = config
            .number("CONFIG_FUNCTION_PADDING_BYTES")
            .ok_or_else(|| Error::Flags {
                symbol: "CONFIG_CALL_PADDING",
                reason: "CONFIG_FUNCTION_PADDING_BYTES does not say how many bytes".to_owned(),
                rustc,
            })?;
        flags
            .rustflags
            .push(format!("-Zpatchable-function-entry={bytes},{bytes}"));
    }
    Ok(())
}

/// Makefile: `RUSTC_FLAGS_CFI`. Up to 6.17 the symbol was CONFIG_CFI_CLANG, before 6.1 for another scheme.
///
/// Such a kernel traps at an indirect call whose target has another type id than the caller expects. rustc gives a
/// `#[repr(transparent)]` struct the id of its field, and Clang an enum one of its own: nobody has shown that the ids
/// of these tables agree, and a kernel must not be the one to find out.
fn control_flow_integrity(config: &Config, rustc: RustcVersion) -> Result<(), Error> {
    let symbol = ["CONFIG_CFI", "CONFIG_CFI_CLANG"]
        .into_iter()
        .find(|symbol| config.is_enabled(symbol));
    match symbol {
        None => Ok(()),
        Some(symbol) => Err(Error::Flags {
            symbol,
            reason: "it is not shown that Rust's and C's type ids agree, and where they do not the kernel traps at \
                     each call into the driver\n\
                     help: build the kernel without that option"
                .to_owned(),
            rustc,
        }),
    }
}

#[derive(Default)]
struct Flags {
    rustflags: Vec<String>,
    /// Flags that rustc demands of every crate, while the prebuilt `core` has none of them.
    mismatches: Vec<&'static str>,
    not_followed: Vec<String>,
}

impl Flags {
    fn add(&mut self, flags: &[&str]) {
        self.rustflags
            .extend(flags.iter().map(|&flag| flag.to_owned()));
    }

    fn finish(mut self, rust_target: &'static str) -> CodegenFlags {
        if !self.mismatches.is_empty() {
            let names = self.mismatches.join(",");
            self.rustflags
                .push(format!("-Cunsafe-allow-abi-mismatch={names}"));
        }
        CodegenFlags {
            rust_target,
            needs_bootstrap: self.rustflags.iter().any(|flag| flag.starts_with("-Z")),
            rustflags: self.rustflags,
            not_followed: self.not_followed,
        }
    }
}

#[cfg(test)]
#[path = "../tests/unit/flags.rs"]
mod tests;
