// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What this library promises, held against FACTS, the seeds and a corpus of reports.

mod common;
mod contradictions;
mod corpus;
mod declarations;
mod diff;
mod mainline;
mod random;
mod records;
mod reports;
mod seeds;
mod uncertain;
mod vendors;
