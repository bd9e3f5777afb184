// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The model to TOML.

use std::fmt::Write;
use std::ops::RangeInclusive;

use super::read::UNKNOWN;
use crate::history::{
    Change, ChangeKind, Commit, Demand, Header, History, Layout, Module, Provenance,
    RecordedPlaces, Snapshot, SnapshotKernel, Source, VendorKernels,
};
use crate::kernel::builds::patterns;

/// The licence, on top of each history.
pub(crate) const LICENCE: &str = "# SPDX-License-Identifier: MIT OR GPL-2.0-only\n";

/// The history as TOML, in the form in which it is committed. Reading it gives the same history.
///
/// A history has no comments, so those of a file that it was read from are not in it: see [`super::comments`].
pub fn print(history: &History) -> String {
    let mut out = format!("{LICENCE}\n");
    // Writing to a `String` can't fail.
    let _ = write_history(&mut out, history);
    out
}

fn write_history(out: &mut String, history: &History) -> std::fmt::Result {
    writeln!(out, "struct = {}", string(&history.name))?;
    if !history.absent.is_empty() {
        let ranges = history.absent.iter().map(ToString::to_string);
        writeln!(out, "absent = {}", list(ranges))?;
    }
    for header in &history.headers {
        write_header(out, header)?;
    }
    for module in &history.modules {
        write_module(out, module)?;
    }
    for demand in &history.demands {
        write_demand(out, demand)?;
    }
    for layout in &history.layouts {
        write_layout(out, layout)?;
    }
    for source in &history.sources {
        write_source(out, source)?;
    }
    for vendor in &history.vendors {
        write_vendor(out, vendor)?;
    }
    Ok(())
}

fn write_header(out: &mut String, header: &Header) -> std::fmt::Result {
    writeln!(out, "\n[[header]]")?;
    writeln!(out, "releases = {}", string(&header.releases.to_string()))?;
    writeln!(out, "path = {}", string(&header.path))?;
    if header.private {
        writeln!(out, "private = true")?;
    }
    for (key, value) in commit(header.commit.as_ref()) {
        writeln!(out, "{key} = {value}")?;
    }
    Ok(())
}

fn write_module(out: &mut String, module: &Module) -> std::fmt::Result {
    writeln!(out, "\n[[module]]")?;
    writeln!(out, "releases = {}", string(&module.releases.to_string()))?;
    writeln!(out, "name = {}", string(&module.name))?;
    for (key, value) in commit(module.commit.as_ref()) {
        writeln!(out, "{key} = {value}")?;
    }
    Ok(())
}

fn write_demand(out: &mut String, demand: &Demand) -> std::fmt::Result {
    writeln!(out, "\n[[demand]]")?;
    writeln!(out, "releases = {}", string(&demand.releases.to_string()))?;
    writeln!(out, "required = {}", list(&demand.required))?;
    if !demand.together.is_empty() {
        let groups: Vec<String> = demand.together.iter().map(list).collect();
        writeln!(out, "together = [{}]", groups.join(", "))?;
    }
    if !demand.excludes.is_empty() {
        let entries: Vec<String> = demand
            .excludes
            .iter()
            .map(|(member, others)| format!("{member} = {}", list(others)))
            .collect();
        writeln!(out, "excludes = {{ {} }}", entries.join(", "))?;
    }
    writeln!(out, "otherwise = {}", string(&demand.otherwise))?;
    writeln!(out, "source = {}", string(&demand.source))
}

fn write_layout(out: &mut String, layout: &Layout) -> std::fmt::Result {
    writeln!(out, "\n[[layout]]")?;
    writeln!(out, "name = {}", string(&layout.name))?;
    if let Some(releases) = layout.mainline {
        writeln!(out, "mainline = {}", string(&releases.to_string()))?;
    }
    if !layout.changes.is_empty() {
        writeln!(out, "changes = [")?;
        for change in &layout.changes {
            writeln!(out, "    {},", inline(change_fields(change)))?;
        }
        writeln!(out, "]")?;
    }
    writeln!(out, "members = '''")?;
    for member in &layout.members {
        writeln!(out, "{member};")?;
    }
    writeln!(out, "'''")?;
    let mut places = layout.places.iter();
    places.try_for_each(|places| write_places(out, places))
}

fn write_places(out: &mut String, recorded: &RecordedPlaces) -> std::fmt::Result {
    let places = &recorded.places;
    writeln!(out, "\n[[layout.places]]")?;
    writeln!(out, "kernels = {}", list(names(&recorded.kernels)))?;
    writeln!(out, "size = {}", places.size)?;
    writeln!(out, "alignment = {}", places.alignment)?;
    writeln!(out, "offsets = {:?}", places.offsets)?;
    if !places.bits.is_empty() {
        let bits = places.bits.iter();
        let bits: Vec<String> = bits
            .map(|(member, field)| format!("{member} = \"{}:{}\"", field.offset, field.width))
            .collect();
        writeln!(out, "bits = {{ {} }}", bits.join(", "))?;
    }
    match places.plain {
        true => Ok(()),
        false => writeln!(out, "plain = false"),
    }
}

fn change_fields(change: &Change) -> Vec<(&'static str, String)> {
    let mut fields = vec![("kind", string(change.kind.name()))];
    if let Some(member) = &change.member {
        fields.push(("member", string(member)));
    }
    match &change.kind {
        ChangeKind::Renamed { from } => fields.push(("from", string(from))),
        ChangeKind::TagRenamed { from, to } => {
            fields.push(("from", string(from)));
            fields.push(("to", string(to)));
        }
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Moved | ChangeKind::Signature => {}
    }
    if let Some(note) = &change.note {
        fields.push(("note", string(note)));
    }
    fields.extend(commit(change.commit.as_ref()));
    fields
}

fn write_source(out: &mut String, source: &Source) -> std::fmt::Result {
    writeln!(out, "\n[[source]]")?;
    match &source.provenance {
        Provenance::File { sha256 } => {
            writeln!(out, "name = {}", string(&source.name))?;
            writeln!(out, "sha256 = {}", string(sha256))?;
        }
        Provenance::Manifest => writeln!(out, "manifest = {}", string(&source.name))?,
    }
    if let Some(distribution) = &source.distribution {
        writeln!(out, "distribution = {}", string(distribution))?;
    }
    if source.provenance == Provenance::Manifest {
        return write_builds(out, source);
    }
    writeln!(out, "[source.kernels]")?;
    for snapshot in &source.kernels {
        let layout = string(snapshot.layout.as_deref().unwrap_or(UNKNOWN));
        let value = match &snapshot.differs {
            None => layout,
            Some(differs) => inline(vec![("layout", layout), ("differs", string(differs))]),
        };
        writeln!(out, "{} = {value}", string(&snapshot.kernel.to_string()))?;
    }
    Ok(())
}

/// The kernels of a manifest, by layout, and those that differ from mainline by the reason.
fn write_builds(out: &mut String, source: &Source) -> std::fmt::Result {
    let layout = |snapshot: &Snapshot| Some(snapshot.layout.clone().unwrap_or(UNKNOWN.to_owned()));
    writeln!(out, "[source.layouts]")?;
    write_groups(out, source, &layout)?;
    if source.kernels.iter().any(|kernel| kernel.differs.is_some()) {
        writeln!(out, "[source.differs]")?;
        write_groups(out, source, &|snapshot| snapshot.differs.clone())?;
    }
    Ok(())
}

/// A line for each value that `key` gives, in the order of the first kernel that has it.
fn write_groups(
    out: &mut String,
    source: &Source,
    key: &impl Fn(&Snapshot) -> Option<String>,
) -> std::fmt::Result {
    let mut groups: Vec<(String, Vec<&SnapshotKernel>)> = Vec::new();
    for snapshot in &source.kernels {
        let Some(key) = key(snapshot) else {
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, kernels)) => kernels.push(&snapshot.kernel),
            None => groups.push((key, vec![&snapshot.kernel])),
        }
    }
    for (key, kernels) in groups {
        writeln!(out, "{} = {}", string(&key), list(names(kernels)))?;
    }
    Ok(())
}

/// The kernels by name, builds in few words.
fn names<'a>(kernels: impl IntoIterator<Item = &'a SnapshotKernel>) -> Vec<String> {
    let names: Vec<String> = kernels.into_iter().map(ToString::to_string).collect();
    patterns(names.iter().map(String::as_str))
}

fn write_vendor(out: &mut String, vendor: &VendorKernels) -> std::fmt::Result {
    writeln!(out, "\n[[vendor]]")?;
    writeln!(out, "name = {}", string(&vendor.name))?;
    writeln!(out, "release = {}", string(&vendor.release.to_string()))?;
    writeln!(out, "tag = {}", string(&vendor.tag))?;
    for (key, ranges) in [("minors", &vendor.minors), ("builds", &vendor.builds)] {
        if !ranges.is_empty() {
            writeln!(out, "{key} = {}", list(ranges.iter().map(number_range)))?;
        }
    }
    writeln!(out, "layout = {}", string(&vendor.layout))?;
    match &vendor.note {
        Some(note) => writeln!(out, "note = {}", string(note)),
        None => Ok(()),
    }
}

fn number_range(range: &RangeInclusive<u32>) -> String {
    match range.start() == range.end() {
        true => range.start().to_string(),
        false => format!("{}..={}", range.start(), range.end()),
    }
}

fn commit(commit: Option<&Commit>) -> Vec<(&'static str, String)> {
    let Some(commit) = commit else {
        return Vec::new();
    };
    let mut fields = vec![("commit", string(&commit.id))];
    if !commit.confirmed {
        fields.push(("confirmed", "false".to_owned()));
    }
    fields
}

fn inline(fields: Vec<(&'static str, String)>) -> String {
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

fn list(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let texts: Vec<String> = texts
        .into_iter()
        .map(|text| string(text.as_ref()))
        .collect();
    format!("[{}]", texts.join(", "))
}

/// A basic string; see <https://toml.io/en/v1.0.0#string>.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            character if character.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push('"');
    out
}
