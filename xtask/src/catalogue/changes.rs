// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What a renewal changes, in words for who reviews it.

use super::files::{self, Files};
use compat_data::history::History;
use compat_data::record;

/// A line for each file that changes, and below it what differs in a history: layouts that are new, gone or have another name,
/// kernels that are new, and kernels with another layout than before.
pub fn lines(committed: &Files, changed: &Files) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, text) in changed {
        let before = committed.get(path);
        let word = before.map_or("new", |_| "changed");
        lines.push(format!("{path}: {word}"));
        let Some(name) = files::struct_of(path) else {
            continue;
        };
        let history = |text: Option<&String>| match text {
            Some(text) => record::parse(path, text),
            None => Ok(History::new(name)),
        };
        if let (Ok(before), Ok(after)) = (history(before), history(Some(text))) {
            let differences = differences(&before, &after).into_iter();
            lines.extend(differences.map(|line| format!("  {line}")));
        }
    }
    lines
}

/// What differs between two histories of one struct.
pub fn differences(before: &History, after: &History) -> Vec<String> {
    let mut lines = Vec::new();
    for layout in &after.layouts {
        let old = before
            .layouts
            .iter()
            .find(|old| old.members == layout.members);
        match old {
            None => lines.push(format!("layout {} is new", layout.name)),
            Some(old) if old.name != layout.name => {
                lines.push(format!("layout {} was called {}", layout.name, old.name));
            }
            Some(old) if old.places != layout.places => {
                lines.push(format!("layout {}: places of other kernels", layout.name));
            }
            Some(_) => {}
        }
    }
    for layout in &before.layouts {
        if !after
            .layouts
            .iter()
            .any(|new| new.members == layout.members)
        {
            lines.push(format!("layout {} is gone", layout.name));
        }
    }
    let mut new = 0_usize;
    for snapshot in after.snapshots() {
        let members = |history: &History, name: Option<&str>| {
            let layout = name.and_then(|name| history.layout(name));
            layout.map(|layout| layout.members.clone())
        };
        match before.snapshots().find(|old| old.kernel == snapshot.kernel) {
            None => new += 1,
            Some(old)
                if members(before, old.layout.as_deref())
                    != members(after, snapshot.layout.as_deref()) =>
            {
                let word = |name: &Option<String>| name.clone().unwrap_or("unknown".to_owned());
                lines.push(format!(
                    "kernel {}: {} was {}",
                    snapshot.kernel,
                    word(&snapshot.layout),
                    word(&old.layout)
                ));
            }
            Some(_) => {}
        }
    }
    if new > 0 {
        lines.push(format!("{new} kernels are new"));
    }
    lines
}
