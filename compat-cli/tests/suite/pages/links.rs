// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where links lead, and what the search knows.

use std::collections::BTreeSet;

use super::{Site, embedded, names, of, pages};
use crate::matrix::HOSTILE;

/// The values of an attribute, in the order of the page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let before = format!(" {attribute}=\"");
    let parts = page.split(before.as_str()).skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

fn ids(page: &str) -> BTreeSet<&str> {
    let all = values(page, "id");
    let ids: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(ids.len(), all.len(), "an id stands twice: {all:?}");
    ids
}

fn assert_links(site: &Site) {
    for (name, page) in pages(site) {
        let ids_here = ids(page);
        let links = [values(page, "href"), values(page, "src")].concat();
        assert!(links.len() > 2, "{name}");
        for link in links {
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let there = match file {
                "" => &ids_here,
                file => {
                    let page = site.get(file);
                    &ids(page.unwrap_or_else(|| panic!("{name} links to {link}")))
                }
            };
            assert!(
                id.is_empty() || there.contains(id),
                "{name} links to {link}"
            );
        }
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_place_in_it() {
    let site = embedded();
    assert_links(site);
    let index = &site["index.html"];
    for name in compat_data::names() {
        assert!(
            index.contains(&format!("<a href=\"{name}.html\">")),
            "{name}"
        );
    }
    assert_links(&of("hostile_ops", HOSTILE));
}

#[test]
fn the_search_knows_every_struct_and_every_member_once_and_where_it_is() {
    let site = embedded();
    let names = names(site);
    let structs: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(structs, compat_data::names().collect::<Vec<_>>());
    for (name, members) in &names {
        let history = compat_data::history(name).unwrap().unwrap();
        let layouts = history.layouts.iter();
        let known: BTreeSet<&str> = layouts
            .flat_map(|layout| &layout.members)
            .map(|member| member.name.as_str())
            .collect();
        let found: Vec<&str> = members.iter().map(String::as_str).collect();
        assert_eq!(found, known.into_iter().collect::<Vec<_>>(), "{name}");
        let page = &site[&format!("{name}.html")];
        let ids = ids(page);
        for member in members {
            assert!(
                ids.contains(format!("member-{member}").as_str()),
                "{name}: {member}"
            );
        }
    }
}

#[test]
fn a_name_that_two_operations_have_is_found_once() {
    let site = of(
        "some_ops",
        r#"
struct = "some_ops"

[[layout]]
name = "4.4"
mainline = "4.4..=5.3"
members = '''
int (*open)(struct thing *);
'''

[[layout]]
name = "5.4"
mainline = "5.4..=7.3"
changes = [
    { kind = "renamed", member = "begin", from = "open" },
    { kind = "added", member = "open" },
]
members = '''
int (*begin)(struct thing *);
void (*open)(struct thing *, int);
'''
"#,
    );
    assert_eq!(
        names(&site),
        [(
            "some_ops".to_owned(),
            vec!["begin".to_owned(), "open".to_owned()]
        )]
    );
    let page = &site["some_ops.html"];
    assert_eq!(
        page.matches("<code id=\"member-open\">").count(),
        0,
        "{page}"
    );
    assert_eq!(
        page.matches("<small id=\"member-open\">").count(),
        1,
        "{page}"
    );
    assert_links(&site);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let site = embedded();
    // A comment in a program begins like an address.
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    for (name, text) in site {
        for foreign in ["http:", "https:", "//", "@import", "url(", "fetch("] {
            let found = text
                .lines()
                .find(|line| line.contains(foreign) && !is_comment(line));
            assert_eq!(found, None, "{name}: {foreign}");
        }
    }
    for (name, page) in pages(site) {
        assert!(page.contains("default-src 'none'"), "{name}");
        assert!(!page.contains("<script>"), "{name}");
    }
}
