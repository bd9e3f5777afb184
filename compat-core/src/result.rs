// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a method may return, and what the kernel gets of it.

use crate::errno::Errno;
use crate::types::c_int;

/// A method's result, where the kernel takes a `K`.
///
/// | a method returns | the kernel takes | and gets |
/// |---|---|---|
/// | the kernel's own type | that type | the value |
/// | `()` | `int` | 0 |
/// | `Result<(), E>` | `int`, `long`, `long long`, `ssize_t` | 0, or the negative error number |
/// | `Result<N, E>` | `int`, `long`, `long long`, `ssize_t`, for the `N` that is that type | the value, or the negative error number |
/// | `Result<usize, E>` | `ssize_t` | the value, or the negative error number; `-EOVERFLOW` for a value beyond `ssize_t` |
/// | `Result<usize, E>` | `size_t` | the value, or the negative error number in its bits, as C converts it |
/// | `Result<*mut T, E>` | `T *` | the pointer, or the error as a pointer (`ERR_PTR`) |
/// | `Result<(), E>` | nothing | nothing: **an error cannot be told** |
///
/// `E` is [`Errno`], or a type of the driver's own that converts into it (`impl From<MyError> for Errno`). A driver may
/// implement this trait for types of its own.
#[diagnostic::on_unimplemented(
    message = "a method that returns `{Self}` can't serve where the kernel takes `{K}`",
    label = "the kernel takes `{K}`",
    note = "`compat_core::KernelResult` says what a method may return: the kernel's own type, or a `Result` with `Errno`"
)]
pub trait KernelResult<K> {
    /// What the kernel gets.
    fn into_kernel(self) -> K;
}

impl<K> KernelResult<K> for K {
    #[inline(always)]
    fn into_kernel(self) -> K {
        self
    }
}

impl KernelResult<c_int> for () {
    #[inline(always)]
    fn into_kernel(self) -> c_int {
        0
    }
}

impl<E: Into<Errno>> KernelResult<()> for Result<(), E> {
    #[inline(always)]
    fn into_kernel(self) {}
}

impl<T, E: Into<Errno>> KernelResult<*mut T> for Result<*mut T, E> {
    #[inline(always)]
    fn into_kernel(self) -> *mut T {
        match self {
            Ok(pointer) => pointer,
            Err(error) => error.into().pointer(),
        }
    }
}

impl<T, E: Into<Errno>> KernelResult<*const T> for Result<*const T, E> {
    #[inline(always)]
    fn into_kernel(self) -> *const T {
        match self {
            Ok(pointer) => pointer,
            Err(error) => error.into().pointer(),
        }
    }
}

/// C's signed integers: the value, or the negative error number.
macro_rules! signed {
    ($($integer:ty),*) => {
        $(
            impl<E: Into<Errno>> KernelResult<$integer> for Result<(), E> {
                #[inline(always)]
                fn into_kernel(self) -> $integer {
                    match self {
                        Ok(()) => 0,
                        Err(error) => error.into().code() as $integer,
                    }
                }
            }

            impl<E: Into<Errno>> KernelResult<$integer> for Result<$integer, E> {
                #[inline(always)]
                fn into_kernel(self) -> $integer {
                    match self {
                        Ok(value) => value,
                        Err(error) => error.into().code() as $integer,
                    }
                }
            }
        )*
    };
}

// `int`, `long` and `long long` are among the first two on every target; `ssize_t` is the third.
signed!(i32, i64, isize);

impl<E: Into<Errno>> KernelResult<isize> for Result<usize, E> {
    #[inline(always)]
    fn into_kernel(self) -> isize {
        match self.map(isize::try_from) {
            Ok(Ok(value)) => value,
            Ok(Err(_)) => Errno::EOVERFLOW.code() as isize,
            Err(error) => error.into().code() as isize,
        }
    }
}

impl<E: Into<Errno>> KernelResult<usize> for Result<usize, E> {
    #[inline(always)]
    fn into_kernel(self) -> usize {
        match self {
            Ok(value) => value,
            Err(error) => error.into().code() as isize as usize,
        }
    }
}
