// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `import`: what is taken, what is merged, what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Outcome, contents, kernel_compat, report, text};

/// A folder with reports, and one for histories.
struct Case(tempfile::TempDir);

impl Case {
    fn new() -> Self {
        let case = Self(tempfile::tempdir().unwrap());
        fs::create_dir(case.path("histories")).unwrap();
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn histories(&self) -> Vec<(String, Option<String>)> {
        contents(&self.path("histories"))
    }

    fn import(&self, files: &[&str], options: &[&str]) -> Outcome {
        let files: Vec<PathBuf> = files.iter().map(|file| self.path(file)).collect();
        let histories = self.path("histories");
        let mut arguments = vec!["import"];
        arguments.extend(files.iter().map(|file| text(file)));
        arguments.extend(["-o", text(&histories)]);
        arguments.extend(options);
        kernel_compat(&arguments)
    }
}

const RELEASE: &str = "void (*release)(struct inode *)";

#[test]
fn a_report_becomes_a_history_and_again_changes_nothing() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    let answer = case
        .import(&["a_ops.md"], &["--distribution", "Ubuntu"])
        .success();
    assert!(
        answer.starts_with("1 of 1 files taken: 1 histories written in "),
        "{answer}"
    );
    let history = case.read("histories/a_ops.toml");
    let digest = history
        .lines()
        .find_map(|line| line.strip_prefix("sha256 = "))
        .unwrap();
    assert_eq!(
        history,
        format!(
            "# SPDX-License-Identifier: MIT OR GPL-2.0-only\n\nstruct = \"a_ops\"\n\n\
             [[layout]]\nname = \"5.3\"\nmembers = '''\nint (*open)(struct inode *);\n'''\n\n\
             [[layout]]\nname = \"5.4\"\nmembers = '''\nint (*open)(struct inode *);\n{RELEASE};\n'''\n\n\
             [[source]]\nname = \"a_ops.md\"\nsha256 = {digest}\ndistribution = \"Ubuntu\"\n[source.kernels]\n\
             \"5.3-generic\" = \"5.3\"\n\"5.4-generic\" = \"5.4\"\n"
        )
    );
    let again = case.import(&["a_ops.md"], &[]).success();
    assert!(
        again.contains("0 histories written") && again.contains("1 as they were"),
        "{again}"
    );
    case.write("copy.md", &report("a_ops", RELEASE));
    let copy = case.import(&["copy.md"], &[]).success();
    assert!(copy.contains("0 histories written"), "{copy}");
    assert_eq!(case.read("histories/a_ops.toml"), history);
}

#[test]
fn a_folder_stands_for_its_reports() {
    let case = Case::new();
    fs::create_dir(case.path("reports")).unwrap();
    for name in ["a_ops", "b_ops"] {
        case.write(&format!("reports/{name}.md"), &report(name, RELEASE));
    }
    case.write("reports/table.csv", "1,2");
    let outcome = case.import(&["reports"], &[]);
    assert_eq!(outcome.code, 0);
    assert!(
        outcome
            .stdout
            .starts_with("2 of 2 files taken: 2 histories"),
        "{outcome:?}"
    );
    assert!(
        outcome.stderr.contains("1 files and folders"),
        "{outcome:?}"
    );
}

/// Headers, demands, mainline's facts and vendors stay, though no report knows of them.
#[test]
fn what_a_report_does_not_know_stays() {
    let case = Case::new();
    let recorded = include_str!("../../../compat-data/histories/dma_buf_ops.toml");
    case.write("histories/dma_buf_ops.toml", recorded);
    let shown =
        kernel_compat(&["show", "dma_buf_ops", "--kernel", "5.4", "--format", "c"]).success();
    // One kernel that is recorded already, and one that is not.
    let report = report("dma_buf_ops", RELEASE);
    let first = "struct dma_buf_ops {\n    int (*open)(struct inode *);\n};\n";
    let second =
        format!("struct dma_buf_ops {{\n    int (*open)(struct inode *);\n    {RELEASE};\n}};\n");
    assert!(report.contains(first) && report.contains(&second));
    let report = report
        .replace(&second, &shown)
        .replace(first, &shown)
        .replace("<code>5.3</code>", "<code>5.2</code>");
    // Both are on layout 5.3 then, of which mainline's facts say that 5.2 does not have it.
    let (status, _) = report
        .split_once("<b>Regular</b>\n<ul>\n<li>\n<details>\n<summary>Changed")
        .unwrap();
    let report = format!(
        "{status}<b>Regular</b>\n<ul>\n<li>\nNo changes between <code>5.2</code> and <code>5.4</code> ✅\n</li>\n</ul>\n"
    );
    case.write("more.md", &report);
    let error = case.import(&["more.md"], &[]).trouble();
    assert!(
        error.contains("kernel `5.2-generic` has layout `5.3`, but mainline 5.2 has layout `4.19`"),
        "{error}"
    );
    assert_eq!(case.read("histories/dma_buf_ops.toml"), recorded);

    case.write(
        "more.md",
        &report.replace("<code>5.2</code>", "<code>5.3</code>"),
    );
    let answer = case.import(&["more.md"], &[]).success();
    assert!(answer.contains("0 histories written"), "{answer}");
    assert_eq!(case.read("histories/dma_buf_ops.toml"), recorded);
}

#[test]
fn a_contradiction_names_both_sides_and_changes_nothing() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    case.import(&["a_ops.md"], &[]).success();
    let before = case.histories();
    case.write(
        "other.md",
        &report("a_ops", "int (*release)(struct inode *)"),
    );
    let error = case.import(&["other.md"], &[]).trouble();
    for part in [
        "other.md",
        "it contradicts what is recorded",
        "kernel `5.4-generic` stands in source `a_ops.md`",
        "has layout `5.4` there",
        "signature: void (*release)(struct inode *) -> int (*release)(struct inode *)",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(case.histories(), before);
}

#[test]
fn another_file_of_the_same_name_must_say_as_much() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    case.import(&["a_ops.md"], &["--distribution", "Ubuntu"])
        .success();
    let before = case.histories();
    let other = report("a_ops", RELEASE).replace("<code>5.3</code>", "<code>5.0</code>");
    case.write("a_ops.md", &other);
    let error = case.import(&["a_ops.md"], &[]).trouble();
    assert!(error.contains("on 5.3-generic as well"), "{error}");
    let error = case
        .import(&["a_ops.md"], &["--distribution", "Debian"])
        .trouble();
    assert!(
        error.contains("kernels of Ubuntu") && error.contains("kernels of Debian"),
        "{error}"
    );
    assert_eq!(case.histories(), before);
    // One that says more takes its place.
    let more = report("a_ops", RELEASE).replace("\n## Differences", "\n\n## Differences");
    case.write("a_ops.md", &more.replace("\n\n\n## Diff", "\n\n## Diff"));
    assert!(case.import(&["a_ops.md"], &[]).code == 0);
}

#[test]
fn comments_are_not_dropped() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    case.import(&["a_ops.md"], &[]).success();
    let history = case.read("histories/a_ops.toml") + "# seen on my machine\n";
    case.write("histories/a_ops.toml", &history);
    let new = report("a_ops", RELEASE).replace("5.3</code>", "5.0</code>");
    case.write("new.md", &new);
    let error = case.import(&["new.md"], &[]).trouble();
    assert!(
        error.contains("comments") && error.contains("# seen on my machine"),
        "{error}"
    );
    assert_eq!(case.read("histories/a_ops.toml"), history);
}

#[test]
fn one_bad_file_stops_all_or_is_left_out() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    case.write("b.md", "# Struct: <code>b_ops</code>\n");
    case.write("c_ops.md", &report("c_ops", RELEASE));
    case.write("d.md", "hello");
    let files = ["a_ops.md", "b.md", "c_ops.md", "d.md"];
    let error = case.import(&files, &[]).trouble();
    for part in [
        "b.md",
        "d.md",
        "2 of 4 files can't be taken: nothing was written",
        "--keep-going",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(case.histories(), []);
    let outcome = case.import(&files, &["--keep-going"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome
            .stdout
            .starts_with("2 of 4 files taken: 2 histories written"),
        "{outcome:?}"
    );
    let names: Vec<String> = case.histories().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a_ops.toml", "c_ops.toml"]);
}

#[test]
fn a_check_writes_nothing() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    let outcome = case.import(&["a_ops.md"], &["--check"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stdout.contains("a_ops.toml would change"),
        "{outcome:?}"
    );
    assert_eq!(case.histories(), []);
    case.import(&["a_ops.md"], &[]).success();
    case.import(&["a_ops.md"], &["--check"]).success();
    // Not even the folder.
    let nowhere = case.path("nowhere");
    let outcome = kernel_compat(&[
        "import",
        text(&case.path("a_ops.md")),
        "-o",
        text(&nowhere),
        "--check",
    ]);
    assert_eq!(outcome.code, 1);
    assert!(!nowhere.exists());
}

#[test]
fn only_the_structs_that_are_asked_for() {
    let case = Case::new();
    for name in ["a_ops", "b_ops"] {
        case.write(&format!("{name}.md"), &report(name, RELEASE));
    }
    let files = ["a_ops.md", "b_ops.md"];
    let answer = case.import(&files, &["--struct", "b_ops"]).success();
    assert!(answer.contains("1 histories written"), "{answer}");
    let names: Vec<String> = case.histories().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["b_ops.toml"]);
    let error = case
        .import(&files, &["--struct", "a_ops", "z_ops"])
        .trouble();
    assert!(
        error.contains("none of the files has these structs: z_ops"),
        "{error}"
    );
    assert!(!case.path("histories/a_ops.toml").exists());
}

#[test]
fn a_drivers_own_folder_is_the_default() {
    let case = Case::new();
    case.write("a_ops.md", &report("a_ops", RELEASE));
    let folder = case.0.path();
    let imported = crate::support::kernel_compat_in(folder, &["import", "a_ops.md"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    assert!(folder.join("kernel-compat/a_ops.toml").is_file());
    // And there it is found.
    let shown = crate::support::kernel_compat_in(
        folder,
        &["show", "a_ops", "--kernel", "5.3-generic", "--format", "c"],
    );
    assert_eq!(
        shown.success(),
        "struct a_ops {\n    int (*open)(struct inode *);\n};\n"
    );
}

#[test]
fn a_path_need_not_be_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let case = Case::new();
    let folder = case.0.path().join(OsStr::from_bytes(b"r\xe9ports"));
    fs::create_dir(&folder).unwrap();
    let file = folder.join(OsStr::from_bytes(b"a\xff.md"));
    fs::write(&file, report("a_ops", RELEASE)).unwrap();
    let run = |file: &Path| {
        let mut command = crate::support::command();
        command
            .arg("import")
            .arg(file)
            .arg("-o")
            .arg(folder.join("histories"));
        Outcome::of(command.output().unwrap())
    };
    assert_eq!(run(&file).code, 0);
    let error = run(&folder.join(OsStr::from_bytes(b"b\xff.md"))).trouble();
    assert!(
        error.contains("b\u{fffd}.md") && error.contains("No such file"),
        "{error}"
    );
    let mut show = crate::support::command();
    show.args(["show", "a_ops", "--histories"])
        .arg(folder.join("histories"));
    assert!(show.output().unwrap().status.success());
}
