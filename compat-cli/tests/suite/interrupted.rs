// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! An import that is cut short: by a full disk, by a kill, by another one at work.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use rustix::fs::{FlockOperation, flock};

use crate::support::{Outcome, command, contents, kernel_compat, report, text};

const STRUCTS: usize = 60;

/// A folder of reports, of which an earlier form is imported already; how the histories are now, and will be.
struct Case {
    folder: tempfile::TempDir,
    before: Vec<(String, Option<String>)>,
    after: Vec<(String, Option<String>)>,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        write_reports(&path.join("before"), "5.3");
        write_reports(&path.join("reports"), "5.0");
        let import = |reports: &str, histories: &str| {
            let (reports, histories) = (path.join(reports), path.join(histories));
            kernel_compat(&["import", text(&reports), "-o", text(&histories)]).success();
        };
        import("before", "histories");
        import("before", "expected");
        import("reports", "expected");
        let (before, after) = (
            contents(&path.join("histories")),
            contents(&path.join("expected")),
        );
        assert_eq!((before.len(), after.len()), (STRUCTS, STRUCTS));
        assert_ne!(before, after);
        Self {
            folder,
            before,
            after,
        }
    }

    fn import(&self) -> Command {
        let mut import = command();
        let path = self.folder.path();
        import.arg("import").arg(path.join("reports"));
        import.arg("-o").arg(path.join("histories"));
        import
    }

    /// The histories, without the folders in which an import keeps its drafts.
    fn histories(&self) -> Vec<(String, Option<String>)> {
        let mut found = contents(&self.folder.path().join("histories"));
        found.retain(|(name, _)| !name.starts_with('.'));
        found
    }
}

/// Reports on structs, the first of whose two kernels goes by that release.
fn write_reports(folder: &Path, release: &str) {
    fs::create_dir(folder).unwrap();
    for number in 0..STRUCTS {
        let name = format!("ops_{number}");
        let report = report(&name, "void (*release)(struct inode *)");
        let report = report.replace("<code>5.3</code>", &format!("<code>{release}</code>"));
        fs::write(folder.join(format!("{name}_{release}.md")), report).unwrap();
    }
}

#[test]
fn a_kill_leaves_all_as_they_were_or_is_made_good() {
    let (mut old, mut new, mut between) = (0, 0, 0);
    let case = Case::new();
    let started = Instant::now();
    assert!(
        case.import()
            .stdout(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
    let whole = started.elapsed();
    assert_eq!(case.histories(), case.after);
    for kill in 0..40_u32 {
        for (name, content) in &case.before {
            let path = case.folder.path().join("histories").join(name);
            fs::write(path, content.as_ref().unwrap()).unwrap();
        }
        let mut child = case
            .import()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(whole * kill / 32);
        child.kill().unwrap();
        child.wait().unwrap();
        let histories = case.histories();
        // Each is whole, whenever it was.
        for ((found, before), after) in histories.iter().zip(&case.before).zip(&case.after) {
            assert!(found == before || found == after, "{found:?}");
        }
        match histories {
            found if found == case.before => old += 1,
            found if found == case.after => new += 1,
            _ => between += 1,
        }
        // The next import, of whatever, makes an end of one that had committed.
        let report = case.folder.path().join("before/ops_0_5.3.md");
        let again = kernel_compat(&[
            "import",
            text(&report),
            "-o",
            text(&case.folder.path().join("histories")),
        ]);
        assert_eq!(again.code, 0, "{again:?}");
        let histories = contents(&case.folder.path().join("histories"));
        assert!(histories == case.before || histories == case.after);
    }
    println!("{old} as they were, {new} as they should be, {between} made good");
    assert!(old > 0, "no kill came early enough");
}

#[test]
fn an_import_that_had_committed_is_ended_by_the_next_one() {
    let case = Case::new();
    let histories = case.folder.path().join("histories");
    let committed = histories.join(".kernel-compat-import.committed");
    fs::create_dir(&committed).unwrap();
    for (name, content) in case.after.iter().skip(1) {
        fs::write(committed.join(name), content.as_ref().unwrap()).unwrap();
    }
    let report = case.folder.path().join("reports/ops_0_5.0.md");
    let outcome = kernel_compat(&["import", text(&report), "-o", text(&histories)]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(
        outcome.stderr.contains("was cut short; it is complete now"),
        "{outcome:?}"
    );
    assert_eq!(contents(&histories), case.after);
}

/// A limit on the size of files, which is met as a full disk is.
#[test]
fn a_draft_that_cannot_be_written_changes_nothing() {
    let case = Case::new();
    let import = case.import();
    let outcome = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(import.get_program())
        .args(import.get_args())
        .output()
        .unwrap();
    let error = Outcome::of(outcome).trouble();
    assert!(error.contains("File too large"), "{error}");
    assert_eq!(contents(&case.folder.path().join("histories")), case.before);
}

#[test]
fn a_full_disk_changes_nothing() {
    let case = Case::new();
    let path = case.folder.path();
    let disk = path.join("disk");
    fs::create_dir(&disk).unwrap();
    // The histories as they are just fit; their drafts do not.
    let script = "mount -t tmpfs -o size=400k none \"$1\" && cp -r \"$2\" \"$1/histories\" && \
                  \"$3\" import \"$4\" -o \"$1/histories\"; code=$?; \
                  rm -rf \"$5\"; cp -r \"$1/histories\" \"$5\"; exit $code";
    let outcome = Command::new("unshare")
        .args(["--mount", "bash", "-c", script, "bash"])
        .arg(&disk)
        .arg(path.join("histories"))
        .arg(command().get_program())
        .arg(path.join("reports"))
        .arg(path.join("found"))
        .output();
    let outcome = match outcome {
        Ok(outcome) if !String::from_utf8_lossy(&outcome.stderr).contains("permitted") => {
            Outcome::of(outcome)
        }
        _ => {
            println!("SKIPPED: this user may mount nothing");
            return;
        }
    };
    let error = outcome.trouble();
    assert!(error.contains("No space left on device"), "{error}");
    assert_eq!(contents(&path.join("found")), case.before);
}

#[test]
fn two_imports_into_one_folder_do_not_mix() {
    let case = Case::new();
    let folder = File::open(case.folder.path().join("histories")).unwrap();
    flock(&folder, FlockOperation::LockExclusive).unwrap();
    let error = Outcome::of(case.import().output().unwrap()).trouble();
    assert!(error.contains("another import is at work"), "{error}");
    flock(&folder, FlockOperation::Unlock).unwrap();
    assert_eq!(case.histories(), case.before);
    assert!(case.import().output().unwrap().status.success());
}
