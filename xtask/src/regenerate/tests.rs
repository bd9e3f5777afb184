// SPDX-License-Identifier: MIT OR GPL-2.0-only

use super::*;

/// A folder of reports and one of histories, which has `dma_buf_ops`, in its own folder.
struct Case(tempfile::TempDir);

impl Case {
    fn new() -> Self {
        let case = Case(tempfile::tempdir().unwrap());
        for folder in ["reports", "histories"] {
            fs::create_dir(case.0.path().join(folder)).unwrap();
        }
        let history = workspace::root().join("compat-data/histories/dma_buf_ops.toml");
        case.write(
            "histories/dma_buf_ops.toml",
            &fs::read_to_string(history).unwrap(),
        );
        case
    }

    fn write(&self, path: &str, content: &str) {
        fs::write(self.0.path().join(path), content).unwrap();
    }

    fn outcomes(&self, distribution: Option<&str>) -> Result<Vec<Outcome>> {
        let path = self.0.path();
        outcomes(&path.join("reports"), &path.join("histories"), distribution)
    }

    #[track_caller]
    fn assert_error(&self, distribution: Option<&str>, parts: &[&str]) {
        let error = match self.outcomes(distribution) {
            Ok(_) => panic!("no error"),
            Err(error) => error.to_string(),
        };
        for part in parts {
            assert!(error.contains(part), "no `{part}` in: {error}");
        }
    }
}

/// The report that the history was made from, printed from it.
fn report() -> String {
    let history = compat_data::history("dma_buf_ops").unwrap().unwrap();
    report::text(&report::Report::of(history, &history.sources[0]))
}

#[test]
fn the_recorded_report_changes_nothing_and_needs_no_distribution() {
    let case = Case::new();
    case.write("reports/dma_buf_ops.txt", &report());
    for distribution in [None, Some("Ubuntu"), Some("Debian")] {
        let outcomes = case.outcomes(distribution).unwrap();
        assert_eq!(outcomes.len(), 1);
        assert_eq!(outcomes[0].before, outcomes[0].after);
    }
}

#[test]
fn another_report_needs_a_distribution() {
    let case = Case::new();
    let other = report() + "\n";
    case.write("reports/dma_buf_ops.txt", &other);
    case.assert_error(
        None,
        &["dma_buf_ops.txt: ", "has changed since", "--distribution"],
    );
    case.assert_error(
        Some("Debian"),
        &["dma_buf_ops.txt: ", "kernels of Ubuntu", "another name"],
    );
    assert!(case.outcomes(Some("Ubuntu")).is_ok());

    let case = Case::new();
    case.write("reports/debian.txt", &other);
    case.assert_error(None, &["debian.txt: ", "is new to", "--distribution"]);
}

#[test]
fn every_bad_report_is_named() {
    let case = Case::new();
    case.write("reports/a.txt", "no report");
    case.write(
        "reports/b.md",
        &report().replace("dma_buf_ops", "file_operations"),
    );
    case.assert_error(
        Some("Ubuntu"),
        &[
            "a.txt: ",
            "b.md: it is on `struct file_operations`, which has no history; these have: dma_buf_ops",
        ],
    );
}

#[test]
fn what_is_no_report_by_its_name_is_left_out() {
    let case = Case::new();
    fs::create_dir(case.0.path().join("reports/older.txt")).unwrap();
    case.write("reports/table.csv", "1,2");
    case.assert_error(None, &["there is no report in this folder"]);
    case.write("reports/dma_buf_ops.txt", &report());
    assert_eq!(case.outcomes(None).unwrap().len(), 1);
}

#[test]
fn comments_are_not_dropped() {
    let case = Case::new();
    let path = case.0.path().join("histories/dma_buf_ops.toml");
    let history = fs::read_to_string(&path).unwrap() + "# seen on my machine\n";
    case.write("histories/dma_buf_ops.toml", &history);
    case.write("reports/dma_buf_ops.txt", &report());
    case.assert_error(
        None,
        &["dma_buf_ops.toml: it has comments", "seen on my machine"],
    );
}
