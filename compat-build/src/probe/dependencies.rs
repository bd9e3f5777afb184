// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The files that an object was compiled from, as Kbuild's `fixdep` writes them beside it.

use std::path::{Path, PathBuf};

/// The files of a `.cmd` file's list `deps_… := …`. Relative ones start where make ran: the tree, from 6.13 on the folder
/// of the module. What lies in that folder is left out: it is ours.
pub(super) fn parse(text: &str, tree: &Path, folder: &Path) -> Vec<PathBuf> {
    let lines = text.lines().skip_while(|line| !line.starts_with("deps_"));
    let mut files: Vec<PathBuf> = lines
        .skip(1)
        .map(|line| line.trim().trim_end_matches('\\').trim_end())
        .take_while(|line| !line.is_empty())
        // The symbols of the configuration that a header asks for: the tree's own files stand for them.
        .filter(|line| !line.starts_with('$'))
        .filter_map(|line| {
            let mut file = [tree, folder].into_iter().map(|start| start.join(line));
            let file = file.find(|file| file.is_file())?;
            Some(std::fs::canonicalize(&file).unwrap_or(file))
        })
        .filter(|file| !file.starts_with(folder))
        .collect();
    files.sort_unstable();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_a_cmd_file() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let (tree, module) = (folder.join("tree"), folder.join("module"));
        std::fs::create_dir_all(tree.join("include/linux")).unwrap();
        std::fs::create_dir_all(&module).unwrap();
        for file in ["include/linux/a.h", "include/linux/b.h"] {
            std::fs::write(tree.join(file), "").unwrap();
        }
        std::fs::write(module.join("probe.h"), "").unwrap();
        let text = format!(
            "cmd_probe.o := gcc -c\n\nsource_probe.o := probe.c\n\ndeps_probe.o := \\\n    $(wildcard include/config/X86) \\\n  \
             include/linux/b.h \\\n  {}/include/linux/a.h \\\n  include/linux/../linux/a.h \\\n  probe.h \\\n\nprobe.o: $(deps_probe.o)\n\ninclude/linux/c.h:\n",
            tree.display()
        );
        let expected = ["a.h", "b.h"].map(|name| tree.join("include/linux").join(name));
        assert_eq!(parse(&text, &tree, &module), expected);
        assert!(parse("", &tree, &module).is_empty());
    }
}
