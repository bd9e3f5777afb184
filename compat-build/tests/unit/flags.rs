// SPDX-License-Identifier: MIT OR GPL-2.0-only

use super::*;

const OLD: RustcVersion = RustcVersion::new(1, 85);
const NEW: RustcVersion = RustcVersion::new(1, 95);
const BASE: &str = "-Cpanic=abort -Crelocation-model=static -Zfunction-sections=no -Ccode-model=kernel -Cno-redzone=y -Zplt=yes";

fn flags(symbols: &str, rustc: RustcVersion) -> Result<CodegenFlags, String> {
    flags_with(symbols, rustc, &|symbol| {
        panic!("no need to know: {symbol}")
    })
}

fn flags_with(
    symbols: &str,
    rustc: RustcVersion,
    exports: &dyn Fn(&str) -> Result<bool, Error>,
) -> Result<CodegenFlags, String> {
    let text: String = symbols
        .split_whitespace()
        .map(|symbol| match symbol.contains('=') {
            true => format!("CONFIG_{symbol}\n"),
            false => format!("CONFIG_{symbol}=y\n"),
        })
        .collect();
    let config = Config::parse(&text).unwrap();
    CodegenFlags::new(&config, Architecture::Amd64, rustc, exports)
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

/// What every kernel with KASAN has, its memory being laid out as usual.
const KASAN: &str = "KASAN KASAN_GENERIC KASAN_SHADOW_OFFSET=0xdffffc0000000000";
const KASAN_FLAGS: &str = "-Zsanitizer=kernel-address -Zsanitizer-recover=kernel-address \
                           -Cllvm-args=-asan-mapping-offset=0xdffffc0000000000";

/// What a kernel with KASAN and these symbols is compiled with, after [`KASAN_FLAGS`].
#[track_caller]
fn expect_kasan(symbols: &str, rustc: RustcVersion, parameters: &str) {
    let symbols = format!("{KASAN} CC_HAS_KASAN_MEMINTRINSIC_PREFIX {symbols}");
    expect(&symbols, rustc, &format!("{KASAN_FLAGS} {parameters}"));
}

#[test]
fn address_sanitizer_inline_or_by_calls_with_or_without_the_stack() {
    let inline = "-Cllvm-args=-asan-instrumentation-with-call-threshold=10000 -Cllvm-args=-asan-stack=1 \
                  -Cllvm-args=-asan-globals=1 -Cllvm-args=-asan-kernel-mem-intrinsic-prefix=1";
    let mismatch = format!("{inline} -Cunsafe-allow-abi-mismatch=sanitizer");
    expect_kasan("KASAN_INLINE KASAN_STACK", NEW, &mismatch);
    expect_kasan(
        "KASAN_INLINE KASAN_STACK=1",
        RustcVersion::new(1, 91),
        &mismatch,
    );
    expect_kasan(
        "KASAN_INLINE KASAN_STACK=1",
        RustcVersion::new(1, 90),
        inline,
    );
    let outline = inline.replace("10000", "0").replace("stack=1", "stack=0");
    expect_kasan("KASAN_OUTLINE", OLD, &outline);
    expect_kasan("KASAN_OUTLINE KASAN_STACK=0", OLD, &outline);
}

#[test]
fn copies_are_checked_by_what_the_kernel_exports() {
    let prefix = "asan-kernel-mem-intrinsic-prefix=1";
    let exports = |symbol: &str| Ok(symbol == "__asan_memcpy");
    let checked = flags_with(KASAN, NEW, &exports).unwrap();
    assert!(checked.rustflags.iter().any(|flag| flag.ends_with(prefix)));
    assert_eq!(checked.not_followed, [""; 0]);
    let unchecked = flags_with(KASAN, NEW, &|_| Ok(false)).unwrap();
    assert!(
        !unchecked
            .rustflags
            .iter()
            .any(|flag| flag.ends_with(prefix))
    );
    let [line] = unchecked.not_followed.as_slice() else {
        panic!("{unchecked:?}")
    };
    assert!(line.contains("exports no __asan_memcpy"), "{line}");
}

#[test]
fn a_sanitizer_that_cannot_be_followed_is_said() {
    let error = flags("KASAN KASAN_GENERIC", NEW).unwrap_err();
    assert!(error.contains("CONFIG_KASAN_SHADOW_OFFSET"), "{error}");
    let tags = flags("KASAN KASAN_SW_TAGS", NEW).unwrap();
    assert!(tags.not_followed[0].starts_with("CONFIG_KASAN_SW_TAGS"));
    assert_eq!(tags.rustflags.join(" "), BASE);
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
        let flags = CodegenFlags::new(&Config::default(), architecture, NEW, &|_| Ok(false));
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
