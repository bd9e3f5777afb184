// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's error numbers.

mod names;

use core::fmt;
use core::num::NonZero;

use crate::types::c_int;

/// What an op that can fail returns: by default nothing beside the error.
pub type Result<T = (), E = Errno> = core::result::Result<T, E>;

/// The largest error number (`MAX_ERRNO`, include/linux/err.h).
const MAX: c_int = 4095;

/// One of the kernel's error numbers, 1 to 4095.
///
/// In memory it is the negative number, as C returns it, so `Result<(), Errno>` is what C calls an `int` that is 0 or
/// `-errno`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Errno(NonZero<c_int>);

impl Errno {
    /// The error of that number, `12` for `ENOMEM`; none: the kernel has no such number.
    #[inline]
    pub const fn new(number: c_int) -> Option<Self> {
        if number < 1 || number > MAX {
            return None;
        }
        match NonZero::new(-number) {
            Some(code) => Some(Self(code)),
            None => None,
        }
    }

    /// The number: 12 for `ENOMEM`.
    #[inline]
    pub const fn number(self) -> c_int {
        -self.0.get()
    }

    /// What C returns for it: -12 for `ENOMEM`.
    #[inline]
    pub const fn code(self) -> c_int {
        self.0.get()
    }

    /// What a C function of the kernel returned, which is an error where it is negative.
    ///
    /// # Errors
    /// The error that the code says; [`Errno::EINVAL`] for a code below -4095, which is no error number at all.
    #[inline]
    pub const fn check(code: c_int) -> Result<c_int> {
        if code >= 0 {
            return Ok(code);
        }
        match Self::new(code.wrapping_neg()) {
            Some(error) => Err(error),
            None => Err(Self::EINVAL),
        }
    }

    /// A pointer that a C function of the kernel returned, which may carry an error (`IS_ERR`, include/linux/err.h).
    /// Null is no error.
    ///
    /// # Errors
    /// The error that the pointer carries.
    #[inline]
    pub fn check_pointer<T>(pointer: *mut T) -> Result<*mut T> {
        let code = pointer.addr().wrapping_neg();
        match c_int::try_from(code).ok().and_then(Self::new) {
            Some(error) => Err(error),
            None => Ok(pointer),
        }
    }

    /// The pointer that carries the error (`ERR_PTR`, include/linux/err.h).
    #[inline]
    pub const fn pointer<T>(self) -> *mut T {
        core::ptr::without_provenance_mut(self.0.get() as isize as usize)
    }

    /// A number that is known to be one.
    const fn known(number: c_int) -> Self {
        match Self::new(number) {
            Some(error) => error,
            None => panic!("no error number"),
        }
    }
}

/// `ENOMEM: out of memory`; `error 200` where the kernel has no name for it.
impl fmt::Display for Errno {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words() {
            Some((name, meaning)) => write!(f, "{name}: {meaning}"),
            None => write!(f, "error {}", self.number()),
        }
    }
}

/// `ENOMEM`; `Errno(200)` where the kernel has no name for it.
impl fmt::Debug for Errno {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words() {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "Errno({})", self.number()),
        }
    }
}

impl core::error::Error for Errno {}
