// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What this library promises, held against FACTS, the seeds and a corpus of reports.

mod alignment;
mod builds;
mod catalogue;
mod changes;
mod comments;
mod common;
mod contradictions;
mod core_types;
mod corpus;
mod cut_reports;
mod declarations;
mod demands;
mod diff;
mod evidence;
mod generated;
mod kernel_names;
mod library;
mod mainline;
mod malformed;
mod operations;
mod random;
mod records;
mod release_strings;
mod reports;
mod seeds;
mod uncertain;
mod vendors;
mod written;
