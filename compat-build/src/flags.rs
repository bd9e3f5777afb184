// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The code generation flags that a kernel's configuration demands of a module written in Rust.
//!
//! Each flag names the kernel file that it comes from, as of 6.12. Which version of rustc has which spelling was tried
//! with the compilers themselves, 1.85 to 1.95: `tests/flags.rs` does so again and looks at the code.
//!
//! They hold for what is compiled with them: the driver, and the generic and inlined functions of `core` in it. The
//! prebuilt `core` that rustup installs is compiled without.
//!
//! Of instrumentation, `CONFIG_KASAN` is followed. Others (`CONFIG_KCSAN`, `CONFIG_UBSAN`, `CONFIG_FUNCTION_TRACER`, …)
//! and stack protectors are not: code without them runs in such kernels, unobserved.

use compat_data::kernel::Architecture;

use crate::config::Config;
use crate::error::Error;
use crate::kdir::KernelTree;
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
    /// The flags for the kernel of that build tree.
    ///
    /// # Errors
    /// Those of [`Self::new`], and when the tree's list of exports can't be read.
    pub fn of_tree(tree: &KernelTree, rustc: RustcVersion) -> Result<Self, Error> {
        let exports = |symbol: &str| tree.exports(symbol);
        Self::new(&tree.config, tree.architecture, rustc, &exports)
    }

    /// The flags for a kernel with that configuration. Whether the kernel exports a symbol to modules is asked only
    /// where the configuration leaves open what the kernel has.
    ///
    /// # Errors
    /// For other architectures than x86-64, and when a module compiled by that rustc would trap in that kernel.
    pub fn new(
        config: &Config,
        architecture: Architecture,
        rustc: RustcVersion,
        exports: &dyn Fn(&str) -> Result<bool, Error>,
    ) -> Result<Self, Error> {
        match rust_target(architecture) {
            Some(rust_target) => x86_64(config, rustc, rust_target, exports),
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
    exports: &dyn Fn(&str) -> Result<bool, Error>,
) -> Result<CodegenFlags, Error> {
    let mut flags = Flags::default();
    flags.add(&ALWAYS);
    frame_pointers(config, rustc, &mut flags);
    branch_tracking(config, rustc, &mut flags);
    let retpolines = retpolines(config, rustc, &mut flags);
    let thunks = return_thunks(config, &mut flags);
    padding(config, rustc, &mut flags)?;
    control_flow_integrity(config, rustc)?;
    address_sanitizer(config, rustc, exports, &mut flags)?;
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

/// scripts/Makefile.kasan: `RUSTFLAGS_KASAN` and `kasan_params`, as far as LLVM has them: `asan-instrument-allocas` is
/// GCC's alone. x86 has the generic mode only.
fn address_sanitizer(
    config: &Config,
    rustc: RustcVersion,
    exports: &dyn Fn(&str) -> Result<bool, Error>,
    flags: &mut Flags,
) -> Result<(), Error> {
    if !config.is_enabled("CONFIG_KASAN") {
        return Ok(());
    }
    let mode = ["CONFIG_KASAN_SW_TAGS", "CONFIG_KASAN_HW_TAGS"]
        .into_iter()
        .find(|symbol| config.is_enabled(symbol));
    if let Some(symbol) = mode {
        flags.not_followed.push(format!(
            "{symbol}: only CONFIG_KASAN_GENERIC is known on x86-64; accesses in Rust are not checked"
        ));
        return Ok(());
    }
    let Some(offset) = config.text("CONFIG_KASAN_SHADOW_OFFSET") else {
        return Err(Error::Flags {
            symbol: "CONFIG_KASAN",
            reason: "CONFIG_KASAN_SHADOW_OFFSET does not say where its shadow is".to_owned(),
            rustc,
        });
    };
    flags.add(&[
        "-Zsanitizer=kernel-address",
        "-Zsanitizer-recover=kernel-address",
    ]);
    let threshold = match config.is_enabled("CONFIG_KASAN_INLINE") {
        true => 10000,
        false => 0,
    };
    // Where a kernel has CONFIG_KASAN_STACK_ENABLE as well, as 5.10 has, this is a number.
    let stack = config.is_enabled("CONFIG_KASAN_STACK")
        || config
            .number("CONFIG_KASAN_STACK")
            .is_some_and(|on| on != 0);
    let mut parameters = vec![
        format!("asan-mapping-offset={offset}"),
        format!("asan-instrumentation-with-call-threshold={threshold}"),
        format!("asan-stack={}", u8::from(stack)),
        "asan-globals=1".to_owned(),
    ];
    // From 6.3 on memcpy itself checks nothing, and __asan_memcpy is there to be called in its place. The symbol is set
    // where the kernel's compiler can do so; the kernel exports the functions either way.
    if config.is_enabled("CONFIG_CC_HAS_KASAN_MEMINTRINSIC_PREFIX") || exports("__asan_memcpy")? {
        parameters.push("asan-kernel-mem-intrinsic-prefix=1".to_owned());
    } else {
        flags.not_followed.push(
            "CONFIG_KASAN: the kernel exports no __asan_memcpy; what Rust copies and fills is checked only if the \
             kernel's own memcpy and memset do so, as they do up to 6.2"
                .to_owned(),
        );
    }
    flags.rustflags.extend(
        parameters
            .iter()
            .map(|parameter| format!("-Cllvm-args=-{parameter}")),
    );
    if rustc >= RustcVersion::new(1, 91) {
        flags.mismatches.push("sanitizer");
    }
    Ok(())
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
