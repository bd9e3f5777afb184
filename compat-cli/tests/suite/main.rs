// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The command as people and scripts run it.

mod bad_input;
mod building;
mod cfg;
mod check;
mod completions;
mod corpus;
mod diff;
mod doctor;
mod documented;
mod explain;
mod import;
mod interrupted;
mod kernels;
mod man;
mod matrix;
mod new;
mod output;
mod pages;
mod show;
mod support;
mod target;
