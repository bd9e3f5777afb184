// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! 263 reports on other structs, where they are at hand.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use compat_data::history::History;
use compat_data::import::{Origin, import};
use compat_data::{record, report};

use super::page::assert_balanced;
use crate::support::{kernel_compat, shared, text};

#[test]
fn every_report_has_a_matrix() {
    let Some(corpus) = shared("corpus") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let histories = text(folder.path());
    let mut slowest = Duration::ZERO;
    for report in fs::read_dir(corpus).unwrap() {
        let path = report.unwrap().path();
        let content = fs::read_to_string(&path).unwrap();
        let mut history = History::new(&report::parse(&content).unwrap().name);
        let origin = Origin {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            sha256: "0".repeat(64),
            distribution: Some("Ubuntu".to_owned()),
        };
        import(&mut history, origin, &content).unwrap();
        let name = history.name.as_str();
        let file = folder.path().join(format!("{name}.toml"));
        fs::write(&file, record::print(&history)).unwrap();

        let matrix = ["--histories", histories, "matrix", name];
        let plain = kernel_compat(&matrix).success();
        let started = Instant::now();
        let page = kernel_compat(&[&matrix[..], &["--html", "-"]].concat()).success();
        slowest = slowest.max(started.elapsed());
        assert_balanced(&page);
        let members = history.layouts.iter().flat_map(|layout| &layout.members);
        let names: BTreeSet<&str> = members.map(|member| member.name.as_str()).collect();
        for member in names {
            let shown = plain.contains(member) && page.contains(member);
            assert!(shown, "{name}.{member}");
        }
    }
    println!("the slowest page took {slowest:?}");
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
}
