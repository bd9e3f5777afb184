// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files that are not what they should be: each is refused in words, and changes nothing.

use std::fs::{self, File};
use std::path::Path;

use crate::support::{contents, kernel_compat, report, text};

/// Imports the file; it must be refused, with these words.
#[track_caller]
fn refused(file: &Path, parts: &[&str]) {
    let histories = file.parent().unwrap().join("histories");
    fs::create_dir_all(&histories).unwrap();
    fs::write(histories.join("a_ops.toml"), HISTORY).unwrap();
    let before = contents(&histories);
    let error = kernel_compat(&["import", text(file), "-o", text(&histories)]).trouble();
    for part in parts.iter().chain(&[text(file)]) {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(contents(&histories), before);
}

const HISTORY: &str = "struct = \"a_ops\"\n";

#[test]
fn files_that_are_no_reports_and_no_kernels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let mut btf = vec![0x9f, 0xeb, 1, 0, 24, 0, 0, 0];
    btf.resize(24, 0);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    for (bytes, parts) in [
        (b"".as_slice(), ["empty", ""]),
        (b"{\"a\": 1}\n", ["file:1", "this is no report"]),
        (b"hello\xff\xfe\n", ["neither", ""]),
        (png, ["neither raw BTF, nor an ELF file", ""]),
        (b"\x7fELF\x02\x01\x01\0", ["truncated", ""]),
        (&btf[..20], ["truncated", ""]),
        (&[0; 4096], ["neither raw BTF, nor an ELF file", ""]),
    ] {
        fs::write(&path, bytes).unwrap();
        let parts: Vec<&str> = parts
            .into_iter()
            .filter(|part| *part != "neither")
            .collect();
        refused(&path, &parts);
    }
}

#[test]
fn a_report_that_is_cut_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.md");
    let whole = report("a_ops", "void (*release)(struct inode *)");
    let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at).collect();
    // All but the last line's end.
    for end in &ends[..ends.len() - 1] {
        fs::write(&path, &whole[..*end]).unwrap();
        refused(&path, &[]);
    }
}

#[test]
fn a_line_that_is_wrong_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.md");
    let wrong = report("a_ops", "void (*release)(struct inode *)")
        .replace("In <code>5.4</code>", "In <code>5.x</code>");
    fs::write(&path, wrong).unwrap();
    refused(
        &path,
        &[
            "wrong.md:19",
            "<summary>In <code>5.x</code>: ✅</summary>",
            "^^^^",
            "no release",
        ],
    );
}

#[test]
fn what_is_not_there_or_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    refused(&folder.path().join("nowhere.md"), &["No such file"]);
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    refused(&empty, &["no report in this folder"]);
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|status| status.success()) {
        // It is not opened either: nobody would ever write to it.
        refused(&pipe, &["no regular file"]);
    }
}

#[test]
fn what_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.md");
    fs::write(&path, report("a_ops", "int x")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&path).is_ok() {
        println!("SKIPPED: this user may read everything");
        return;
    }
    refused(&path, &["Permission denied"]);
}

/// Sparse, so that it costs nothing.
#[test]
fn a_file_larger_than_any() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge");
    let file = File::create(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    refused(&path, &["too long"]);
    fs::write(&path, "a_opsRegular\n").unwrap();
    File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    refused(&path, &[]);
}

#[test]
fn a_name_that_is_a_path_leaves_its_folder_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.md");
    let evil = report("a_ops", "int x").replace("a_ops", "../a_ops");
    fs::write(&path, evil).unwrap();
    refused(&path, &["struct ../a_ops {"]);
    let text = "../a_opsRegular\n5.3: Absent ⚠️\nRegular\n";
    fs::write(&path, text).unwrap();
    refused(&path, &["`../a_ops` is not the tag of a struct"]);
    assert!(!folder.path().join("a_ops.toml").exists());
    let error = kernel_compat(&["show", "../../etc/passwd"]).trouble();
    assert!(error.contains("no history"), "{error}");
}

#[test]
fn histories_that_do_not_load_show_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a_ops.toml");
    let shown = || kernel_compat(&["show", "a_ops", "--histories", text(folder.path())]).trouble();
    fs::write(&path, "struct = \"a_ops\"\nabsent = 4\n").unwrap();
    let error = shown();
    for part in ["a_ops.toml:2", "absent = 4", "^^^"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    fs::write(&path, "struct = \"b_ops\"\n").unwrap();
    let error = shown();
    assert!(error.contains("name the file `b_ops.toml`"), "{error}");
    fs::write(&path, [0xff]).unwrap();
    let error = shown();
    assert!(error.contains("UTF-8"), "{error}");
}
