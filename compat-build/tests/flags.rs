// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The code generation flags do what they are for: compile with the installed rustc, look at the code.

use std::path::Path;
use std::process::{Command, Output};

use compat_build::config::Config;
use compat_build::flags::CodegenFlags;
use compat_build::rustc::RustcVersion;
use compat_data::kernel::Architecture;

/// An indirect call, a switch that wants a jump table, a call of memset, and one of each access that a sanitizer checks.
const SOURCE: &str = r#"
#![no_std]
extern "C" { fn a(); fn b(); fn c(); fn d(); fn e(); fn f(); fn fill(bytes: *mut u8); }
#[no_mangle] pub unsafe extern "C" fn indirect(call: unsafe extern "C" fn(u32) -> u32, x: u32) -> u32 { call(x) + 1 }
#[no_mangle] pub unsafe extern "C" fn switch(x: u32) { match x { 0 => a(), 1 => b(), 2 => c(), 3 => d(), 4 => e(), _ => f() } }
#[no_mangle] pub unsafe extern "C" fn zeroed() { let mut bytes = [0u8; 3000]; fill(bytes.as_mut_ptr()) }
#[no_mangle] pub unsafe extern "C" fn load(place: *const u32) -> u32 { *place }
#[no_mangle] pub unsafe extern "C" fn copy(to: *mut u8, from: *const u8) { core::ptr::copy_nonoverlapping(from, to, 3000) }
#[no_mangle] pub static GLOBAL: [u32; 3] = [1, 2, 3];
"#;

/// How many functions that are.
const FUNCTIONS: usize = 5;

#[test]
fn every_module() {
    let Some(code) = compile("") else { return };
    let bare = assemble(&[
        "-Cpanic=abort",
        "-Crelocation-model=static",
        "-Ccode-model=kernel",
    ]);
    // What the flags are for shows in the code without them.
    assert!(bare.contains("R_X86_64_GOTPCREL\tmemset"), "{bare}");
    assert!(!code.contains("GOTPCREL"), "{code}");
    for sign in [
        "endbr64",
        "__x86_indirect_thunk_r11",
        "__x86_return_thunk",
        "ud2",
        "%rbp",
    ] {
        assert!(!code.contains(sign), "{sign}: {code}");
    }
    assert!(
        code.contains("call   *%r") && code.contains("\tret") && code.contains("jmp    *"),
        "{code}"
    );
}

#[test]
fn frame_pointers() {
    let Some(code) = compile("CONFIG_FRAME_POINTER=y") else {
        return;
    };
    assert_eq!(
        code.matches("mov    %rsp,%rbp").count(),
        FUNCTIONS,
        "{code}"
    );
}

#[test]
fn indirect_branch_tracking() {
    let Some(code) = compile("CONFIG_X86_KERNEL_IBT=y") else {
        return;
    };
    assert_eq!(code.matches("endbr64").count(), FUNCTIONS, "{code}");
    assert!(
        !code.contains("jmp    *") && !code.contains("notrack"),
        "{code}"
    );
}

#[test]
fn retpolines() {
    for symbol in ["CONFIG_RETPOLINE=y", "CONFIG_MITIGATION_RETPOLINE=y"] {
        let Some(code) = compile(symbol) else { return };
        assert!(
            code.contains("R_X86_64_PLT32\t__x86_indirect_thunk_r11"),
            "{code}"
        );
        assert!(
            !code.contains("call   *") && !code.contains("jmp    *"),
            "{code}"
        );
    }
}

#[test]
fn return_thunks() {
    for symbol in ["CONFIG_RETHUNK=y", "CONFIG_MITIGATION_RETHUNK=y"] {
        let Some(code) = compile(symbol) else { return };
        assert!(
            code.contains("R_X86_64_PLT32\t__x86_return_thunk"),
            "{code}"
        );
        assert!(!code.contains("\tret"), "{code}");
    }
}

#[test]
fn padding_before_functions() {
    let config = "CONFIG_CALL_PADDING=y\nCONFIG_FUNCTION_PADDING_BYTES=16";
    let Some(code) = compile(config) else { return };
    for function in ["indirect", "switch", "zeroed"] {
        let label = format!("<{function}>:");
        let before = code.split(&label).next().unwrap_or_default();
        let instructions = before.lines().rev().filter(|line| line.contains(":\t"));
        let nops = instructions
            .take_while(|line| line.ends_with("nop"))
            .count();
        assert!(
            nops >= 16 && code.contains(&label),
            "{function}: {nops}\n{code}"
        );
    }
}

#[test]
fn address_sanitizer() {
    let inline = "CONFIG_KASAN=y\nCONFIG_KASAN_GENERIC=y\nCONFIG_KASAN_SHADOW_OFFSET=0xdffffc0000000000\n\
                  CONFIG_KASAN_INLINE=y\nCONFIG_KASAN_STACK=y";
    let Some(code) = compile(inline) else { return };
    // An access asks the shadow and reports; what is copied and filled is checked by the kernel's own functions; and
    // what lies around variables is known to the kernel.
    for sign in [
        "movabs $0xdffffc0000000000,",
        "R_X86_64_PLT32\t__asan_report_load4_noabort",
        "R_X86_64_PLT32\t__asan_memcpy",
        "R_X86_64_PLT32\t__asan_memset",
        "R_X86_64_PLT32\t__asan_register_globals",
        "$0xf1f1f1f1,",
    ] {
        assert!(code.contains(sign), "{sign}: {code}");
    }
    assert!(
        !code.contains("\tmemcpy") && !code.contains("\tmemset"),
        "{code}"
    );
    let outline = inline
        .replace("INLINE", "OUTLINE")
        .replace("CONFIG_KASAN_STACK=y", "");
    let Some(code) = compile(&outline) else {
        return;
    };
    assert!(
        code.contains("R_X86_64_PLT32\t__asan_load4_noabort"),
        "{code}"
    );
    assert!(!code.contains("$0xf1f1f1f1,"), "{code}");
}

#[test]
fn a_distribution_kernel_has_them_all() {
    let config = "CONFIG_MITIGATION_RETPOLINE=y\nCONFIG_MITIGATION_RETHUNK=y\nCONFIG_X86_KERNEL_IBT=y\n\
                  CONFIG_MITIGATION_SLS=y\nCONFIG_CALL_PADDING=y\nCONFIG_FUNCTION_PADDING_BYTES=16\n\
                  CONFIG_FRAME_POINTER=y";
    let Some(code) = compile(config) else { return };
    for sign in [
        "endbr64",
        "__x86_indirect_thunk_r11",
        "__x86_return_thunk",
        "mov    %rsp,%rbp",
    ] {
        assert!(code.contains(sign), "{sign}: {code}");
    }
}

/// The code for a configuration, with its relocations; none where the tools are missing.
fn compile(config: &str) -> Option<String> {
    let library = String::from_utf8(rustc(&["--print", "target-libdir"]).stdout).unwrap();
    if !Path::new(library.trim()).is_dir() {
        eprintln!("skipped: the target x86_64-unknown-none is not installed");
        return None;
    }
    if Command::new("objdump").arg("--version").output().is_err() {
        eprintln!("skipped: objdump (binutils) does not run");
        return None;
    }
    let version = String::from_utf8(rustc(&["--version"]).stdout).unwrap();
    let version = RustcVersion::parse(&version).unwrap();
    let config = Config::parse(config).unwrap();
    let flags = CodegenFlags::new(&config, Architecture::Amd64, version, &|_| Ok(true)).unwrap();
    assert_eq!(flags.rust_target, TARGET);
    let flags: Vec<&str> = flags.rustflags.iter().map(String::as_str).collect();
    Some(assemble(&flags))
}

const TARGET: &str = "x86_64-unknown-none";

fn assemble(flags: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (source, object) = (folder.path().join("code.rs"), folder.path().join("code.o"));
    std::fs::write(&source, SOURCE).unwrap();
    let mut arguments = vec![
        "--edition=2021",
        "--crate-type=lib",
        "--emit=obj",
        "-Copt-level=2",
    ];
    arguments.extend(flags);
    arguments.extend(["-o", object.to_str().unwrap(), source.to_str().unwrap()]);
    let output = rustc(&arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{flags:?}: {said}");
    // Before 1.89 rustc has no flag for retpolines, and warns of the features that stand for it.
    let known = |line: &&str| {
        line.contains("unstable feature specified") || line.contains("warnings emitted")
    };
    let warnings: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("warning"))
        .collect();
    assert!(warnings.iter().all(known), "{flags:?}: {said}");
    let output = Command::new("objdump")
        .arg("-dr")
        .arg(&object)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn rustc(arguments: &[&str]) -> Output {
    Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()))
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["--target", TARGET])
        .args(arguments)
        .output()
        .unwrap()
}
