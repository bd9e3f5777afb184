// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The crates that a driver needs, copied from this checkout, with histories and layouts of no kernel added.

use super::files;
use crate::error::{Error, Result};
use crate::workspace;
use compat_data::c::Member;
use compat_data::history::{History, Layout, VendorKernels};
use compat_data::record;
use compat_data::release::Release;
use std::fs;
use std::path::Path;

const CRATES: [&str; 6] = [
    "compat-data",
    "compat-btf",
    "compat-build",
    "compat-syntax",
    "compat-macros",
    "compat-core",
];

/// The struct whose history is copied under other names, and whose layouts are repeated.
pub const STRUCT: &str = "dma_buf_ops";

/// The list of the embedded histories' names, in compat-data.
const NAMES: &str = "src/embedded/names.rs";

/// Copies the crates into that folder, with so many histories embedded, one or more, and with so many layouts in that of [`STRUCT`];
/// none: with as many as there are.
pub fn write(folder: &Path, histories: Option<usize>, layouts: Option<usize>) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Error::at(folder, &error))?;
    }
    for name in CRATES {
        files::copy(
            &workspace::root().join(name),
            &folder.join(name),
            &["tests"],
        )?;
    }
    let manifest = read(&workspace::root().join("Cargo.toml"))?;
    let manifest = with_members(&manifest)
        .ok_or_else(|| not_as_expected(&workspace::root().join("Cargo.toml")))?;
    files::write(&folder.join("Cargo.toml"), manifest.as_bytes())?;
    let data = folder.join("compat-data");
    if let Some(wanted) = histories {
        embed(&data, wanted)?;
    }
    if let Some(wanted) = layouts {
        let history = with_layouts(recorded()?, wanted)?;
        write_history(&data, &history)?;
    }
    Ok(())
}

/// The history of [`STRUCT`], as it is.
pub fn recorded() -> Result<History> {
    match compat_data::history(STRUCT) {
        Some(Ok(history)) => Ok(history.clone()),
        Some(Err(error)) => Err(Error::new(error.to_string())),
        None => Err(Error::new(format!("there is no history of `{STRUCT}`"))),
    }
}

/// Embeds the history of [`STRUCT`] and copies of it under other names, and no further ones.
fn embed(data: &Path, wanted: usize) -> Result<()> {
    // The names are sorted, so these come last.
    let made_up = (1..wanted).map(|at| format!("zz_made_up_{at:04}_ops"));
    let names: Vec<String> = [STRUCT.to_owned()].into_iter().chain(made_up).collect();
    let mut history = recorded()?;
    for name in &names {
        history.name.clone_from(name);
        write_history(data, &history)?;
    }
    let file = data.join(NAMES);
    let text = with_names(&read(&file)?, &names).ok_or_else(|| not_as_expected(&file))?;
    files::write(&file, text.as_bytes())
}

fn write_history(data: &Path, history: &History) -> Result<()> {
    let text = record::print(history);
    let name = format!("{}.toml", history.name);
    record::parse(&name, &text).map_err(|error| Error::new(error.to_string()))?;
    files::write(&data.join("histories").join(name), text.as_bytes())
}

/// Repeats the layouts with further members, as those of a vendor: each round with others of a few, the digits of its
/// number, so that layouts become many and members don't.
fn with_layouts(mut history: History, wanted: usize) -> Result<History> {
    let recorded: Vec<Layout> = history.layouts.clone();
    let further = wanted
        .checked_sub(recorded.len())
        .ok_or_else(|| Error::new(format!("`{STRUCT}` has more than {wanted} layouts already")))?;
    for (at, layout) in recorded.iter().cycle().take(further).enumerate() {
        let name = format!("{}-made-up-{at}", layout.name);
        let round = at / recorded.len() + 1;
        let last = layout.members.last();
        let further = (0..usize::BITS)
            .filter(|digit| round >> digit & 1 == 1)
            .filter_map(|digit| {
                let ty = last?.ty.clone();
                let name = format!("made_up_{digit}");
                Some(Member { name, ty })
            });
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        history.vendors.push(VendorKernels {
            name: name.clone(),
            release: release(layout)?,
            tag: "madeup".to_owned(),
            minors: Vec::new(),
            builds: vec![number..=number],
            layout: name.clone(),
            note: None,
        });
        history.layouts.push(Layout {
            name,
            mainline: None,
            changes: Vec::new(),
            members: layout.members.iter().cloned().chain(further).collect(),
            places: Vec::new(),
        });
    }
    Ok(history)
}

fn release(layout: &Layout) -> Result<Release> {
    let first = layout.mainline.and_then(|releases| releases.first);
    first.ok_or_else(|| Error::new(format!("layout `{}` is not mainline's", layout.name)))
}

/// The workspace's manifest with [`CRATES`] alone.
fn with_members(manifest: &str) -> Option<String> {
    let (_, shared) = manifest.split_once("[workspace.package]")?;
    let members = CRATES.map(|name| format!("{name:?}")).join(", ");
    Some(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[workspace.package]{shared}"
    ))
}

/// compat-data's list of names with these in the place of its own.
fn with_names(text: &str, names: &[String]) -> Option<String> {
    let (before, rest) = text.split_once("$then! {")?;
    let (_, after) = rest.split_once('}')?;
    let list: String = names.iter().map(|name| format!("{name:?},\n")).collect();
    Some(format!("{before}$then! {{\n{list}}}{after}"))
}

fn not_as_expected(file: &Path) -> Error {
    Error::new(format!(
        "{}: it has another form than `cargo xtask bench growth` knows how to change\nhelp: see xtask/src/bench/made_up.rs",
        file.display()
    ))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::at(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_place_of_those_that_are_embedded() {
        let text = read(&workspace::root().join("compat-data").join(NAMES)).unwrap();
        let names = ["a_ops".to_owned(), "b_ops".to_owned()];
        let changed = with_names(&text, &names).unwrap();
        assert!(text.contains(&format!("\"{STRUCT}\"")) && !changed.contains(STRUCT));
        assert!(changed.contains("$then! {\n\"a_ops\",\n\"b_ops\",\n}"));
        assert!(with_names("static NAMES: [&str; 2] = [];", &names).is_none());
    }

    #[test]
    fn the_members_of_the_workspace_are_the_crates_of_a_driver() {
        let manifest = read(&workspace::root().join("Cargo.toml")).unwrap();
        let changed = with_members(&manifest).unwrap();
        assert!(changed.contains("\"compat-core\"]") && !changed.contains("xtask"));
        assert!(changed.contains("compat-core = { path"));
    }

    #[test]
    fn repeated_layouts_are_a_history_that_loads() {
        let history = with_layouts(recorded().unwrap(), 200).unwrap();
        let text = record::print(&history);
        let read = record::parse("made_up.toml", &text).unwrap();
        assert_eq!(read.layouts.len(), 200);
        assert!(with_layouts(read, 50).is_err());
    }
}
