// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: uart_ops="6.1"
//@ env: KERNEL_COMPAT_KERNEL=6.12.0
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(uart_ops)]
pub struct Uart;

#[kernel_ops(uart_ops)]
impl Uart {
    fn send_xchar(_port: *mut uart_port, _what: c_char) {}
}

pub static TABLE: Uart = Uart::TABLE;
