// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a browser made of a page, from the document that it gives back.

use compat_data::release::Release;

use super::expected::Expected;
use crate::error::{Error, Result};

/// What a browser made of a page.
pub struct Opened {
    /// The kernels, sorted: release and family, and whether they are shown.
    pub kernels: Vec<(Release, String, bool)>,
    rows: usize,
    /// What the check saw: a word and what it found.
    seen: Vec<(String, String)>,
}

/// What the check must have seen, each with what is wrong where it did not.
const SEEN: [(&str, &str); 9] = [
    ("scrolled", "the table does not scroll"),
    ("head-stays", "the head does not stay on top"),
    ("head-above", "something lies above the head"),
    ("names-stay", "the names do not stay on the left"),
    ("names-above", "something lies above the names"),
    (
        "bars",
        "a line is not as wide as the kernels that are shown",
    ),
    (
        "tip",
        "a cell that has the focus does not show its signature",
    ),
    ("arrows", "the arrow keys do not go from cell to cell"),
    ("form", "the form does not show"),
];

impl Opened {
    /// Reads a document.
    ///
    /// # Errors
    /// When the check has not run.
    pub fn read(document: &str) -> Result<Self> {
        let tags = || document.split('<').filter_map(|part| part.split_once('>'));
        let mut kernels = Vec::new();
        for (tag, _) in tags().filter(|(tag, _)| is_kernel(tag)) {
            let release = attribute(tag, "data-release").unwrap_or_default();
            let release = release
                .parse()
                .map_err(|error| Error::new(format!("{tag}: {error}")))?;
            let family = attribute(tag, "data-family").unwrap_or_default();
            kernels.push((release, family.to_owned(), !is_hidden(tag)));
        }
        kernels.sort();
        let (root, _) = tags()
            .find(|(tag, _)| tag.starts_with("html"))
            .unwrap_or_default();
        let seen: Option<Vec<(String, String)>> = SEEN
            .iter()
            .map(|(word, _)| {
                let found = attribute(root, &format!("data-{word}"))?;
                Some(((*word).to_owned(), found.to_owned()))
            })
            .collect();
        let body = document
            .split_once("<tbody>")
            .and_then(|(_, rest)| rest.split_once("</tbody>"));
        Ok(Self {
            kernels,
            rows: body.map_or(0, |(body, _)| body.matches("<tr>").count()),
            seen: seen.ok_or_else(|| Error::new("the check in the page has not run to its end"))?,
        })
    }

    /// What is not as it must be.
    pub fn faults(&self, expected: &Expected) -> Vec<String> {
        let mut faults = Vec::new();
        if self.rows != expected.rows {
            faults.push(format!("{} lines instead of {}", self.rows, expected.rows));
        }
        if self.kernels != expected.kernels {
            let others: Vec<String> = self
                .kernels
                .iter()
                .filter(|kernel| !expected.kernels.contains(kernel))
                .map(|(release, family, shown)| match shown {
                    true => format!("{release} ({family}) is shown"),
                    false => format!("{release} ({family}) is hidden"),
                })
                .collect();
            faults.push(format!(
                "{} kernels instead of {}; {}",
                self.kernels.len(),
                expected.kernels.len(),
                others.join(", ")
            ));
        }
        for ((word, found), (_, fault)) in self.seen.iter().zip(SEEN) {
            if found != "true" {
                faults.push(format!("{fault} ({word}: {found})"));
            }
        }
        faults
    }
}

fn is_kernel(tag: &str) -> bool {
    let classes = attribute(tag, "class").unwrap_or_default();
    tag.starts_with("th ") && classes.split(' ').any(|class| class == "kernel")
}

fn is_hidden(tag: &str) -> bool {
    attribute(tag, "hidden").is_some()
}

/// The value of an attribute, as a browser writes it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::expected::{Filter, expected};

    const DOCUMENT: &str = "<html data-scrolled=\"true\" data-head-stays=\"true\" data-head-above=\"true\" \
        data-names-stay=\"true\" data-names-above=\"false\" data-bars=\"true\" data-tip=\"true\" data-arrows=\"true\" \
        data-form=\"true\"><th class=\"kernel begin\" data-release=\"5.4\" data-family=\"mainline\" hidden=\"\">\
        </th><th class=\"kernel\" data-release=\"4.4\" data-family=\"mainline\"></th>\
        <tbody><tr></tr><tr></tr></tbody></html>";

    #[test]
    fn what_differs_is_named() {
        let opened = Opened::read(DOCUMENT).unwrap();
        let kernel =
            |release: &str, shown| (release.parse().unwrap(), "mainline".to_owned(), shown);
        let mut expected = Expected {
            rows: 2,
            kernels: vec![kernel("4.4", true), kernel("5.4", false)],
        };
        assert_eq!(
            opened.faults(&expected),
            ["something lies above the names (names-above: false)"]
        );
        expected.rows = 3;
        expected.kernels[1].2 = true;
        let faults = opened.faults(&expected);
        assert_eq!(faults[0], "2 lines instead of 3");
        assert_eq!(
            faults[1],
            "2 kernels instead of 2; 5.4 (mainline) is hidden"
        );
    }

    #[test]
    fn a_check_that_did_not_run_is_an_error() {
        let document = DOCUMENT.replace("data-form", "data-other");
        assert!(Opened::read(&document).is_err());
    }

    #[test]
    fn filters_hide_by_release_and_family() {
        let history = compat_data::history("vfio_pci_regops").unwrap().unwrap();
        let filter = Filter {
            from: Some("4.5"),
            to: Some("4.4"),
            hide: &["distribution"],
        };
        assert_eq!(filter.fragment(), "#from=4.5&to=4.4&hide=distribution");
        let expected = expected(history, &filter);
        let shown = expected.kernels.iter().filter(|(.., shown)| *shown);
        assert_eq!(shown.count(), 2);
        assert_eq!((expected.rows, expected.kernels.len()), (4, 61 + 25 + 1));
    }
}
