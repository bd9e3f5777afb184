// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Tables that the kernel writes to.

use core::cell::UnsafeCell;
use core::marker::PhantomData;

/// A table that the kernel may write to, for a `static`, which lies in writable memory then.
///
/// When a driver registers a `struct pci_driver`, the kernel links it into a list and keeps what is its own in it. A plain
/// `static` is immutable: such a write is undefined behaviour, and a fault where constants are protected. The macro
/// [`kernel_ops`](crate::kernel_ops) makes the tables of such structs so that only a cell of them can be a `static`.
///
/// It has the layout of the table: for C it *is* the table, `extern struct pci_driver frames_driver;`.
///
/// ```
/// use compat_core::KernelCell;
/// # struct Driver;
/// # impl Driver { const TABLE: Self = Driver; }
///
/// #[unsafe(no_mangle)]
/// pub static frames_driver: KernelCell<Driver> = KernelCell::new(Driver::TABLE);
/// ```
///
/// The table itself is a constant. A `static` of it without a cell does not compile, nor does one of a reference to it:
///
/// ```compile_fail,E0277
/// # struct Driver(compat_core::OnlyInKernelCell);
/// # impl Driver { const TABLE: Self = Driver(compat_core::OnlyInKernelCell::MARK); }
/// pub static DRIVER: Driver = Driver::TABLE;
/// ```
#[repr(transparent)]
pub struct KernelCell<T>(UnsafeCell<T>);

impl<T> KernelCell<T> {
    /// A cell with that table in it.
    pub const fn new(table: T) -> Self {
        Self(UnsafeCell::new(table))
    }

    /// The table's address, for the functions of the kernel that register it.
    ///
    /// What is there once the kernel has it, only the kernel's own rules say: who reads or writes it does so on his own account.
    pub const fn get(&self) -> *mut T {
        self.0.get()
    }
}

// SAFETY: a shared cell gives nothing but the table's address: no method reads or writes the table, or gives a reference to it. Who
// writes is the kernel, through the pointer that it was given, under its own locks.
#[allow(unsafe_code)]
unsafe impl<T> Sync for KernelCell<T> {}

/// In a table that the kernel may write to, a field without size. A `static` of such a table goes in a [`KernelCell`].
#[repr(C)]
pub struct OnlyInKernelCell(PhantomData<*mut Self>);

impl OnlyInKernelCell {
    /// The only value.
    pub const MARK: Self = Self(PhantomData);
}
