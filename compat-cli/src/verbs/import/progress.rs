// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How far an import of many files is.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on the standard error, in a terminal only, where there are several files.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub fn new(files: usize) -> Self {
        let bar = match files > 1 {
            true => ProgressBar::new(files as u64),
            false => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
        Self(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Shows which file comes next.
    pub fn show(&self, path: &Path) {
        if !self.0.is_hidden() {
            self.0.set_message(path.display().to_string());
        }
        self.0.inc(1);
    }

    /// Runs what writes to the standard error, without the bar in its way.
    pub fn suspend(&self, write: impl FnOnce()) {
        self.0.suspend(write);
    }

    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
