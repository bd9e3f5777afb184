// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Error numbers and results, with the C compiler as judge of the numbers.

use std::io::Write;
use std::process::{Command, Stdio};

use compat_core::{Errno, KernelResult};

#[test]
fn gcc_knows_the_same_numbers() {
    // User space has all numbers that it can see.
    let named: Vec<Errno> = (1..512)
        .filter_map(Errno::new)
        .filter(|error| {
            format!("{error:?}").starts_with('E') && !format!("{error:?}").starts_with("Errno(")
        })
        .collect();
    assert_eq!(named.len(), 131);
    let mut source = String::from("#include <errno.h>\n");
    for error in &named {
        source.push_str(&format!(
            "_Static_assert({error:?} == {}, \"{error:?}\");\n",
            error.number()
        ));
    }
    let mut gcc = Command::new("gcc")
        .args(["-fsyntax-only", "-xc", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    gcc.stdin
        .take()
        .unwrap()
        .write_all(source.as_bytes())
        .unwrap();
    assert!(gcc.wait().unwrap().success());
}

#[test]
fn only_error_numbers_are_made() {
    for number in [i32::MIN, -12, -1, 0, 4096, i32::MAX] {
        assert_eq!(Errno::new(number), None, "{number}");
    }
    for number in [1, 12, 200, 4095] {
        let error = Errno::new(number).unwrap();
        assert_eq!((error.number(), error.code()), (number, -number));
    }
    assert_eq!(Errno::new(517), Some(Errno::EPROBE_DEFER));
}

#[test]
fn words() {
    assert_eq!(Errno::ENOMEM.to_string(), "ENOMEM: out of memory");
    assert_eq!(format!("{:?}", Errno::ENOMEM), "ENOMEM");
    let unnamed = Errno::new(200).unwrap();
    assert_eq!(unnamed.to_string(), "error 200");
    assert_eq!(format!("{unnamed:?}"), "Errno(200)");
}

#[test]
fn what_c_returned() {
    assert_eq!(Errno::check(0), Ok(0));
    assert_eq!(Errno::check(7), Ok(7));
    assert_eq!(Errno::check(-12), Err(Errno::ENOMEM));
    assert_eq!(Errno::check(-4095), Err(Errno::new(4095).unwrap()));
    for no_error_number in [-4096, i32::MIN] {
        assert_eq!(Errno::check(no_error_number), Err(Errno::EINVAL));
    }
}

#[test]
fn pointers_that_carry_errors() {
    let at = std::ptr::without_provenance_mut::<u8>;
    assert_eq!(Errno::ENOMEM.pointer::<u8>(), at(usize::MAX - 11));
    assert_eq!(
        Errno::check_pointer(at(usize::MAX - 11)),
        Err(Errno::ENOMEM)
    );
    assert_eq!(
        Errno::check_pointer(at(usize::MAX - 4094)),
        Err(Errno::new(4095).unwrap())
    );
    for pointer in [at(0), at(8), at(usize::MAX - 4095)] {
        assert_eq!(Errno::check_pointer(pointer), Ok(pointer));
    }
}

/// An error of a driver's own.
struct Broken;

impl From<Broken> for Errno {
    fn from(_: Broken) -> Self {
        Errno::EIO
    }
}

#[test]
fn results_become_what_c_returns() {
    fn kernel<K>(result: impl KernelResult<K>) -> K {
        result.into_kernel()
    }
    let fail = Errno::ENODEV;
    assert_eq!(kernel::<i32>(-7), -7);
    assert_eq!(kernel::<i32>(()), 0);
    assert_eq!(kernel::<i32>(Ok::<_, Errno>(())), 0);
    assert_eq!(kernel::<i32>(Err::<(), _>(fail)), -19);
    assert_eq!(kernel::<i32>(Err::<(), _>(Broken)), -5);
    assert_eq!(kernel::<i32>(Ok::<i32, Errno>(3)), 3);
    assert_eq!(kernel::<i64>(Err::<i64, _>(fail)), -19);
    assert_eq!(kernel::<isize>(Ok::<usize, Errno>(4096)), 4096);
    assert_eq!(kernel::<isize>(Err::<usize, _>(fail)), -19);
    assert_eq!(kernel::<isize>(Ok::<usize, Errno>(usize::MAX)), -75);
    assert_eq!(kernel::<usize>(Ok::<usize, Errno>(4096)), 4096);
    assert_eq!(kernel::<usize>(Err::<usize, _>(fail)), usize::MAX - 18);
    kernel::<()>(Err::<(), _>(fail));
    let pointer = std::ptr::without_provenance_mut::<u8>(64);
    assert_eq!(kernel::<*mut u8>(Ok::<_, Errno>(pointer)), pointer);
    assert_eq!(kernel::<*mut u8>(Err::<*mut u8, _>(fail)), fail.pointer());
    assert_eq!(
        kernel::<*const u8>(Err::<*const u8, _>(fail)),
        fail.pointer::<u8>().cast_const()
    );
}
