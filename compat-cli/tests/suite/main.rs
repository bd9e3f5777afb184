// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The command as people and scripts run it.

mod building;
mod cfg;
mod doctor;
mod support;
mod target;
