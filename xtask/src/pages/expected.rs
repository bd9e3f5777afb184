// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a page must show, by the history alone.

use std::collections::BTreeSet;

use compat_data::history::History;
use compat_data::kernel::Kernel;
use compat_data::release::Release;
use compat_data::resolve::Refusal;

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
    let between = Release::mainline().filter(|&release| is_between(history, release));
    let all = mainline
        .map(|release| (release, "mainline"))
        .chain(read.chain(between).map(|release| (release, "distribution")))
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

/// Whether no kernel of the release was read, and the plain ones on either side differ.
fn is_between(history: &History, release: Release) -> bool {
    let mut snapshots = history.snapshots();
    let is_read = snapshots.any(|it| it.kernel.is_generic() && it.kernel.release == release);
    let refused = history.resolve(&Kernel::mainline(release));
    !is_read && matches!(refused, Err(Refusal::Uncertain { .. }))
}

/// The links that a search must give: to each struct that has all of the words in its name, and to each member that has those of
/// the words that the struct's name lacks, or all.
pub fn found(histories: &[&History], query: &str) -> BTreeSet<String> {
    let words: Vec<&str> = query.split(' ').collect();
    let has = |name: &str, word: &str| name.to_lowercase().contains(word);
    let mut found = BTreeSet::new();
    for history in histories {
        let name = &history.name;
        let lacking: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| !has(name, word))
            .collect();
        if lacking.is_empty() {
            found.insert(format!("{name}.html"));
        }
        let wanted = if lacking.is_empty() { &words } else { &lacking };
        let members = history.layouts.iter().flat_map(|layout| &layout.members);
        for member in members.filter(|member| wanted.iter().all(|word| has(&member.name, word))) {
            found.insert(format!("{name}.html#member-{}", member.name));
        }
    }
    found
}
