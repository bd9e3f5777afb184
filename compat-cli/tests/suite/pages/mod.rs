// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat pages`: a site of all structs. What it does in a browser is tested by `cargo xtask test --step pages`.

mod content;
mod folder;
mod links;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{contents, kernel_compat_in};

/// The files of a site, by their names.
type Site = BTreeMap<String, String>;

/// The site of the embedded histories. It is large, so it is made once.
fn embedded() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let said = kernel_compat_in(folder.path(), &["pages", "-o", "site"]).success();
        assert!(said.starts_with("written: site/index.html\n"), "{said}");
        site(&folder.path().join("site"))
    })
}

/// The site of a history of that struct alone.
fn of(name: &str, history: &str) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let histories = folder.path().join("histories");
    std::fs::create_dir(&histories).unwrap();
    std::fs::write(histories.join(format!("{name}.toml")), history).unwrap();
    let arguments = ["--histories", "histories", "pages", "-o", "site"];
    kernel_compat_in(folder.path(), &arguments).success();
    site(&folder.path().join("site"))
}

fn site(folder: &Path) -> Site {
    let files = contents(folder).into_iter();
    files
        .map(|(name, text)| (name, text.expect("a file of text")))
        .collect()
}

/// The pages, by their names.
fn pages(site: &Site) -> impl Iterator<Item = (&str, &str)> {
    let files = site
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    files.filter(|(name, _)| name.ends_with(".html"))
}

/// What the search knows: for each struct its tag, and its members' names.
fn names(site: &Site) -> Vec<(String, Vec<String>)> {
    let script = site["names.js"].split_once("const STRUCTS = ").unwrap().1;
    let list: Value = serde_json::from_str(script.trim_end().trim_end_matches(';')).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let structs = list.as_array().unwrap().iter();
    structs
        .map(|of| {
            let members = of[2].as_array().unwrap().iter().map(text);
            (text(&of[0]), members.collect())
        })
        .collect()
}
