// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a page must show, by the history alone.

use compat_data::history::History;
use compat_data::release::Release;

/// What a reader wants to see.
pub struct Filter {
    /// One end of the range of releases.
    pub from: Option<&'static str>,
    /// The other end.
    pub to: Option<&'static str>,
    /// The families of kernels that are left out.
    pub hide: &'static [&'static str],
}

impl Filter {
    /// Everything.
    pub const ALL: Self = Self {
        from: None,
        to: None,
        hide: &[],
    };

    /// As the end of the page's address.
    pub fn fragment(&self) -> String {
        let hidden = (!self.hide.is_empty()).then(|| self.hide.join(","));
        let words = [
            self.from.map(|from| format!("from={from}")),
            self.to.map(|to| format!("to={to}")),
            hidden.map(|hidden| format!("hide={hidden}")),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        match words.is_empty() {
            true => String::new(),
            false => format!("#{}", words.join("&")),
        }
    }

    fn shows(&self, release: Release, family: &str) -> bool {
        let read = |text: Option<&str>| text.and_then(|text| text.parse::<Release>().ok());
        let within = match (read(self.from), read(self.to)) {
            (Some(one), Some(other)) => (one.min(other)..=one.max(other)).contains(&release),
            _ => true,
        };
        within && !self.hide.contains(&family)
    }
}

/// What a page must show.
pub struct Expected {
    /// How many operations.
    pub rows: usize,
    /// The kernels, sorted: release and family, and whether they are shown.
    pub kernels: Vec<(Release, String, bool)>,
}

/// What the page of a history must show.
pub fn expected(history: &History, filter: &Filter) -> Expected {
    let is_known = |release: &Release| {
        let absent = history.absent.iter().any(|range| range.contains(*release));
        absent || history.mainline_layout(*release).is_some()
    };
    let mainline = Release::mainline().filter(is_known);
    let read = history.snapshots().map(|snapshot| snapshot.kernel.release);
    let vendors = history.vendors.iter().map(|vendor| vendor.release);
    let all = mainline
        .map(|release| (release, "mainline"))
        .chain(read.map(|release| (release, "distribution")))
        .chain(vendors.map(|release| (release, "vendor")));
    let mut kernels: Vec<(Release, String, bool)> = all
        .map(|(release, family)| (release, family.to_owned(), filter.shows(release, family)))
        .collect();
    kernels.sort();
    Expected {
        rows: history.operations().len(),
        kernels,
    }
}
