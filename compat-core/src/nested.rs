// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Tables that stand in other tables.

/// A table that [`kernel_ops`](crate::kernel_ops) declares.
///
/// Some structs of the kernel have another one in them, as `struct pci_driver` has a `struct device_driver`. A constant of that
/// name, of a type with this trait, is its value: `const driver: DriverOps = DriverOps::TABLE;`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "the member is a struct of the kernel, and only a table of that struct can be its value",
    note = "`#[kernel_ops(STRUCT)] struct {Self};` declares one"
)]
pub trait KernelStruct {
    /// The tag of the struct: `device_driver`.
    const NAME: &'static str;
}

/// Whether the table is one of the struct of that tag.
pub const fn is_table_of<T: KernelStruct>(name: &str) -> bool {
    let (own, other) = (T::NAME.as_bytes(), name.as_bytes());
    if own.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < own.len() {
        if own[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
