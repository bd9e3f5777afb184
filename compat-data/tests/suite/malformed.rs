// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Text that is no C declaration.

use compat_data::c::{Dialect, parse_members, parse_struct};

#[test]
fn what_is_no_declaration() {
    for text in [
        "int",
        "int;",
        "int x",
        "x;",
        "int x y;",
        "int 4;",
        "void x;",
        "int f(int);",
        "int x:1;",
        "int x[;",
        "int x[n];",
        "int x[-1];",
        "int x[99999999999999999999];",
        "int (*f)(int;",
        "int (*f)(int,);",
        "int (*f)(void, int);",
        "int (*f)(int, void);",
        "int (*f)(void, ...);",
        "int (*f)(..., int);",
        "int (*f)(int)(int);",
        "int (*f)(int)[2];",
        "int (*f[2])(int)(int);",
        "int (*f)(int) __attribute__((packed));",
        "void x[2];",
        "struct;",
        "struct *x;",
        "struct { int a; } x;",
        "struct struct x;",
        "struct const x;",
        "struct void *x;",
        "int const;",
        "unsigned bool x;",
        "long long long x;",
        "short long x;",
        "char int x;",
        "unsigned signed x;",
        "const const int x;",
        "int x; /* no end",
        "int é;",
        "#include <x>",
    ] {
        let error = parse_members(text, Dialect::C).expect_err(text).to_string();
        assert!(error.starts_with("C declaration `"), "{text}: {error}");
        assert!(error.contains("expected "), "{text}: {error}");
    }
    let error = parse_members("int a;\nint b\nint c;", Dialect::C).unwrap_err();
    assert!(error.to_string().contains("`int c;`"), "{error}");
    for text in [
        "struct x { int a; }",
        "struct { int a; };",
        "union x { int a; };",
        "struct x { int a; }; int b;",
    ] {
        assert!(parse_struct(text, Dialect::C).is_err(), "{text}");
    }
    let (name, members) = parse_struct("struct x { int a; int b; };", Dialect::C).unwrap();
    assert_eq!((name.as_str(), members.len()), ("x", 2));
    assert_eq!(parse_struct("struct x {};", Dialect::C).unwrap().1, []);
}

/// Text from outside must not exhaust the stack, nor take its square in time.
#[test]
fn deep_or_long_text() {
    for deep in [
        "(",
        "*",
        "(*",
        "[1]",
        "int (*f)(",
        "const ",
        "int ",
        "struct ",
        "/",
        ",",
    ] {
        let many = deep.repeat(100_000);
        for text in [
            format!("int {many}"),
            format!("int {many}x;"),
            format!("int x{many};"),
            many.clone(),
        ] {
            for dialect in [Dialect::C, Dialect::Report] {
                let _ = parse_members(&text, dialect);
            }
        }
    }
    for deepest in [10, 100] {
        let pointers = format!("int {}x;", "*".repeat(deepest));
        assert_eq!(parse_members(&pointers, Dialect::C).is_ok(), deepest == 10);
        let nested = format!("{}{};", "int (*f)(".repeat(deepest), ")".repeat(deepest));
        assert_eq!(parse_members(&nested, Dialect::C).is_ok(), deepest == 10);
    }
    let long = "int (*f)(struct a *, int, void *, const char *);\n".repeat(5_000);
    assert_eq!(parse_members(&long, Dialect::C).unwrap().len(), 5_000);
}
