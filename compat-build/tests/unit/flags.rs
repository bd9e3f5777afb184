// SPDX-License-Identifier: MIT OR GPL-2.0-only

use super::*;

const OLD: RustcVersion = RustcVersion::new(1, 85);
const NEW: RustcVersion = RustcVersion::new(1, 95);
const BASE: &str = "-Cpanic=abort -Crelocation-model=static -Zfunction-sections=no -Ccode-model=kernel -Cno-redzone=y -Zplt=yes";

fn flags(symbols: &str, rustc: RustcVersion) -> Result<CodegenFlags, String> {
    let text: String = symbols
        .split_whitespace()
        .map(|symbol| match symbol.contains('=') {
            true => format!("CONFIG_{symbol}\n"),
            false => format!("CONFIG_{symbol}=y\n"),
        })
        .collect();
    CodegenFlags::new(&Config::parse(&text).unwrap(), Architecture::Amd64, rustc)
        .map_err(|error| error.to_string())
}

#[track_caller]
fn expect(symbols: &str, rustc: RustcVersion, more: &str) {
    let flags = flags(symbols, rustc).unwrap();
    assert_eq!(
        flags.rustflags.join(" "),
        format!("{BASE} {more}").trim_end()
    );
    assert_eq!(flags.rust_target, "x86_64-unknown-none");
    assert!(flags.needs_bootstrap);
}

#[test]
fn a_kernel_without_options() {
    expect("X86_64", NEW, "");
    expect("X86_64", OLD, "");
}

#[test]
fn frame_pointers_by_either_symbol() {
    let both = "-Cforce-frame-pointers=y -Zllvm_module_flag=frame-pointer:u32:2:max";
    expect("FRAME_POINTER", NEW, both);
    expect("UNWINDER_FRAME_POINTER", NEW, both);
    expect(
        "FRAME_POINTER",
        RustcVersion::new(1, 98),
        "-Cforce-frame-pointers=y",
    );
}

#[test]
fn branch_tracking_turns_jump_tables_off() {
    expect(
        "X86_KERNEL_IBT",
        NEW,
        "-Zcf-protection=branch -Cjump-tables=n",
    );
    expect(
        "X86_KERNEL_IBT",
        RustcVersion::new(1, 93),
        "-Zcf-protection=branch -Cjump-tables=n",
    );
    expect(
        "X86_KERNEL_IBT",
        RustcVersion::new(1, 92),
        "-Zcf-protection=branch -Zno-jump-tables",
    );
}

#[test]
fn thunks_by_old_and_new_names() {
    let new = "-Zretpoline-external-thunk -Zfunction-return=thunk-extern \
               -Cunsafe-allow-abi-mismatch=retpoline,retpoline-external-thunk";
    let old = "-Ctarget-feature=+retpoline-external-thunk,+retpoline-indirect-branches,+retpoline-indirect-calls \
               -Zfunction-return=thunk-extern";
    expect("RETPOLINE RETHUNK", NEW, new);
    expect("MITIGATION_RETPOLINE MITIGATION_RETHUNK", NEW, new);
    expect("RETPOLINE RETHUNK", RustcVersion::new(1, 89), new);
    expect("RETPOLINE RETHUNK", RustcVersion::new(1, 88), old);
}

#[test]
fn padding_before_functions() {
    expect(
        "CALL_PADDING FUNCTION_PADDING_BYTES=16",
        NEW,
        "-Zpatchable-function-entry=16,16",
    );
    expect("FUNCTION_PADDING_BYTES=16", NEW, "");
    let error = flags("CALL_PADDING", NEW).unwrap_err();
    assert!(
        error.contains("CONFIG_CALL_PADDING") && error.contains("FUNCTION_PADDING_BYTES"),
        "{error}"
    );
}

#[test]
fn control_flow_integrity_is_refused() {
    for symbol in ["CFI", "CFI_CLANG"] {
        let symbols = format!("{symbol} CFI_ICALL_NORMALIZE_INTEGERS");
        let error = flags(&symbols, NEW).unwrap_err();
        assert!(
            error.contains(&format!("CONFIG_{symbol} cannot be followed")),
            "{error}"
        );
        assert!(error.contains("traps"), "{error}");
    }
}

#[test]
fn what_rustc_cannot_do_is_said() {
    for symbol in ["SLS", "MITIGATION_SLS"] {
        let not_followed = flags(symbol, NEW).unwrap().not_followed;
        assert_eq!(not_followed.len(), 1);
        assert!(
            not_followed[0].starts_with(&format!("CONFIG_{symbol}: rustc 1.95")),
            "{not_followed:?}"
        );
        let thunks = flags(&format!("{symbol} RETPOLINE RETHUNK"), NEW).unwrap();
        assert!(thunks.not_followed.is_empty());
    }
}

#[test]
fn other_architectures_are_refused() {
    for architecture in Architecture::ALL {
        let flags = CodegenFlags::new(&Config::default(), architecture, NEW);
        match architecture {
            Architecture::Amd64 => assert!(flags.is_ok()),
            other => {
                let error = flags.unwrap_err().to_string();
                assert!(
                    error.contains("known for x86-64 only") && error.contains(other.name()),
                    "{error}"
                );
            }
        }
    }
}
