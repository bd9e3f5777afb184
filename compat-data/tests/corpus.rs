// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The importer against many reports, where they are at hand (`../shared/corpus`).

use compat_data::report;

#[test]
fn every_report_is_read_and_printed_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("SKIPPED: {folder} is not at hand");
        return;
    };
    let (mut read, mut same) = (0, 0);
    for entry in entries {
        let path = entry.unwrap().path();
        let content = std::fs::read_to_string(&path).unwrap();
        match report::parse(&content) {
            Ok(report) => {
                read += 1;
                let printed = report::markdown(&report);
                if printed == content { same += 1; } else {
                    for (a, b) in content.lines().zip(printed.lines()) {
                        if a != b { println!("{}: {a} | {b}", path.display()); break; }
                    }
                }
                if report.disagreements().len() > 0 { println!("DISAGREE {} {:?}", path.display(), report.disagreements().iter().map(|v| format!("{} {}", v.pair.0, v.pair.1)).collect::<Vec<_>>()); }
            }
            Err(error) => println!("{}: {error}", path.display()),
        }
    }
    println!("{read} read {same} same");
}
