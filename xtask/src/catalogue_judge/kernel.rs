// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! One kernel before all judges: its own type information, bpftool and the headers, each against the record.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use compat_btf::file::BtfFile;
use compat_data::history::{History, Snapshot, SnapshotKernel};
use compat_data::judgement::{Judgement, Observed};
use compat_data::kernel::Kernel;
use compat_data::observation::Observation;

use super::bpftool::{self, Dump};
use super::compiler::{self, Declared};
use super::expectation::{Element, Expectation, elements, snapshot};
use super::files::Files;
use crate::error::{Error, Result};
use crate::kernels::BuildTree;
use crate::kernels::images::KernelImage;
use crate::workspace;

/// A kernel with all that the judges need of it.
pub struct Case {
    /// Its image and its modules.
    pub files: KernelImage,
    /// Its headers, or why there are none.
    pub headers: std::result::Result<BuildTree, Missing>,
}

/// Why there are no headers of a kernel.
#[derive(Debug)]
pub enum Missing {
    /// The archive keeps those of the newest builds alone.
    NotInArchive,
    /// They could not be had, which is a failure.
    Failed(Error),
}

/// What the judges say of one kernel.
#[derive(Debug)]
pub struct Verdict {
    /// The structs that were judged.
    pub structs: usize,
    /// How many comparisons of the record with an observation were made.
    pub observed: usize,
    /// What bpftool says.
    pub bpftool: bpftool::Verdict,
    /// What the compiler says; or why it was not asked.
    pub compiler: std::result::Result<compiler::Verdict, String>,
    /// How the record and the observation differ.
    pub differences: Vec<String>,
}

impl Verdict {
    /// All differences that any judge has found.
    pub fn all_differences(&self) -> impl Iterator<Item = &String> {
        let compiler = self.compiler.iter();
        self.differences
            .iter()
            .chain(&self.bpftool.differences)
            .chain(compiler.flat_map(|compiler| &compiler.differences))
    }
}

/// A struct of this kernel.
struct Judged<'a> {
    history: &'a History,
    expected: Expectation,
    elements: Vec<Element>,
    /// The module whose type information has it; none: the kernel's own.
    module: Option<&'a str>,
}

impl Case {
    /// The name by which these histories record a layout of this very build; none: they do not.
    pub fn recorded_as<'a>(&self, histories: &'a [History]) -> Result<Option<&'a SnapshotKernel>> {
        let mut recorded = recorded(histories, &self.kernel()?).into_iter();
        let with_layout = recorded.find(|(_, snapshot)| snapshot.layout.is_some());
        Ok(with_layout.map(|(_, snapshot)| &snapshot.kernel))
    }

    fn kernel(&self) -> Result<Kernel> {
        Kernel::from_release_string(&self.files.name, self.files.architecture)
            .map_err(|error| Error::new(error.to_string()))
    }
}

/// The histories that record that very build.
fn recorded<'a>(histories: &'a [History], kernel: &Kernel) -> Vec<(&'a History, &'a Snapshot)> {
    let of = |history| Some((history, snapshot(history, kernel)?));
    histories.iter().filter_map(of).collect()
}

/// Judges all of these histories that record this very build. With `tries_wrong` the compiler gets wrong expectations as well;
/// bpftool always does.
pub fn judge(case: &Case, histories: &[History], tries_wrong: bool) -> Result<Verdict> {
    let kernel = case.kernel()?;
    let folder = workspace::target()
        .join("catalogue-judge")
        .join(&case.files.name);
    let files = Files::open(&case.files, folder.join("btf"))?;
    let recorded = recorded(histories, &kernel);
    let (recorded, absent): (Vec<_>, Vec<_>) = recorded
        .into_iter()
        .partition(|(_, snapshot)| snapshot.layout.is_some());
    if recorded.is_empty() {
        return Err(Error::new("no history records a layout of it"));
    }
    let read = read(&files, &kernel, &recorded)?;
    let mut observed = 0;
    let mut differences = Vec::new();
    let mut structs = Vec::new();
    for ((history, snapshot), found) in recorded.iter().zip(&read.structs) {
        let about = |what: String| Error::new(format!("struct {}: {what}", history.name));
        let observation = &found.observation;
        let expected = Expectation::of(history, snapshot, observation).map_err(about)?;
        observed += 2 + 2 * expected.members.len();
        differences.extend(against_record(history, &kernel, observation));
        structs.push(Judged {
            history,
            expected,
            elements: elements(observation),
            module: found.module,
        });
    }
    let verdict = Verdict {
        structs: structs.len(),
        observed,
        differences,
        bpftool: by_bpftool(&files, &read.modules, &structs, &absent)?,
        compiler: match &case.headers {
            Err(Missing::NotInArchive) => Err("headers no longer in the archive".to_owned()),
            Err(Missing::Failed(error)) => return Err(Error::new(error.to_string())),
            Ok(headers) => Ok(by_compiler(
                headers,
                &folder,
                &kernel,
                &structs,
                tries_wrong,
            )?),
        },
    };
    // What was judged is kept for whoever looks into a difference.
    if verdict.all_differences().next().is_none() {
        fs::remove_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    }
    Ok(verdict)
}

/// What the type information of a kernel says.
struct Read<'a> {
    /// The structs, in the order in which they were asked for.
    structs: Vec<Found<'a>>,
    /// The modules that had to be read.
    modules: BTreeMap<&'a str, BtfFile>,
}

struct Found<'a> {
    observation: Observation,
    /// The module whose type information has it; none: the kernel's own.
    module: Option<&'a str>,
}

/// Reads the structs, each in the kernel's own type information or else in its module's.
fn read<'a>(
    files: &Files,
    kernel: &Kernel,
    recorded: &[(&'a History, &Snapshot)],
) -> Result<Read<'a>> {
    let of = |error: compat_btf::Error| Error::new(error.to_string());
    let image = files.image().btf().map_err(of)?;
    let mut own = Vec::new();
    let mut modules = BTreeMap::new();
    for (history, _) in recorded {
        let observation = image.observe(&history.name).map_err(of)?;
        let module = history.module(kernel.release);
        if let (None, Some(module)) = (&observation, module) {
            if !modules.contains_key(&*module.name) {
                modules.insert(&*module.name, files.module(&module.name)?);
            }
        }
        own.push(observation);
    }
    let mut views = BTreeMap::new();
    for (name, file) in &modules {
        let view = file.btf_over(&image).map_err(of)?;
        // Over another build's types its names would begin elsewhere, which this notices.
        view.structs().map_err(of)?;
        views.insert(*name, view);
    }
    let mut structs = Vec::new();
    for ((history, _), own) in recorded.iter().zip(own) {
        let module = history.module(kernel.release).map(|module| &*module.name);
        structs.push(match (own, module.and_then(|name| views.get(name))) {
            (Some(observation), _) => Found {
                observation,
                module: None,
            },
            (None, view) => {
                let observation = match view {
                    Some(view) => view.observe(&history.name).map_err(of)?,
                    None => None,
                };
                Found {
                    observation: observation.ok_or_else(|| {
                        Error::new(format!(
                            "a layout of struct {} is recorded of {kernel}, and neither its own type information nor \
                             that of the module that is recorded has such a struct",
                            history.name
                        ))
                    })?,
                    module,
                }
            }
        });
    }
    Ok(Read { structs, modules })
}

/// How the observation differs from what is recorded of that very build.
fn against_record(history: &History, kernel: &Kernel, observation: &Observation) -> Vec<String> {
    let observed = Observed::of(observation);
    let name = &history.name;
    match history.judge(kernel, Some(&observed)) {
        Judgement::Equal { against } => match against.and_then(|against| against.nearest) {
            // The layout of another kernel says nothing of the record of this one.
            Some(nearest) => vec![format!(
                "{name}: what a driver gets is the layout of {nearest}"
            )],
            None => Vec::new(),
        },
        Judgement::Different {
            differences,
            displacements,
            ..
        } => {
            let differences = differences.iter().map(ToString::to_string);
            let displacements = displacements.iter().map(ToString::to_string);
            let all = differences.chain(displacements);
            all.map(|what| format!("{name}: observed is another: {what}"))
                .collect()
        }
        Judgement::Contradiction { reason } | Judgement::Untold { reason } => {
            vec![format!("{name}: {reason}")]
        }
    }
}

fn by_bpftool(
    files: &Files,
    modules: &BTreeMap<&str, BtfFile>,
    structs: &[Judged],
    absent: &[(&History, &Snapshot)],
) -> Result<bpftool::Verdict> {
    let mut verdict = bpftool::Verdict::default();
    let of = |module: Option<&str>| -> Vec<(&Expectation, &[Element])> {
        let chosen = structs.iter().filter(|judged| judged.module == module);
        chosen
            .map(|judged| (&judged.expected, &*judged.elements))
            .collect()
    };
    let kernel = files.write_raw("vmlinux", files.image())?;
    let text = bpftool::print(&kernel, None)?;
    let types = Dump::read(&text, None).map_err(Error::new)?;
    bpftool::judge(&types, &of(None), &mut verdict)?;
    let absent: Vec<&str> = absent.iter().map(|(history, _)| &*history.name).collect();
    bpftool::judge_absence(&types, &absent, &mut verdict);
    for (name, file) in modules {
        let text = bpftool::print(&files.write_raw(name, file)?, Some(&kernel))?;
        let types = Dump::read(&text, Some(&types)).map_err(Error::new)?;
        bpftool::judge(&types, &of(Some(name)), &mut verdict)?;
    }
    Ok(verdict)
}

fn by_compiler(
    tree: &BuildTree,
    folder: &Path,
    kernel: &Kernel,
    structs: &[Judged],
    tries_wrong: bool,
) -> Result<compiler::Verdict> {
    let mut declared = Vec::new();
    for judged in structs {
        let mut headers = judged.history.headers.iter();
        let header = headers
            .find(|header| header.releases.contains(kernel.release))
            .ok_or_else(|| {
                let name = &judged.history.name;
                Error::new(format!(
                    "no header of struct {name} is recorded for {kernel}"
                ))
            })?;
        declared.push(Declared {
            expected: judged.expected.clone(),
            elements: judged.elements.clone(),
            header: header.path.clone(),
        });
    }
    compiler::judge(tree, folder, &declared, tries_wrong)
}
