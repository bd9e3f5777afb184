// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The judges of the catalogue: for each struct, on each kernel that it was read from, the record is what the kernel's own
//! type information says, what bpftool says of that, and what the kernel's headers declare.

mod bpftool;
mod compiler;
mod expectation;
mod files;
mod kernel;
mod mutants;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use compat_data::history::History;

use crate::catalogue::manifest::Manifest;
use crate::demo::Outcome;
use crate::error::{Error, Result};
use crate::kernels::DebianKernel;
use crate::kernels::headers;
use crate::kernels::images::{self, KernelImage};
use crate::{tools, workspace};
use kernel::{Case, Missing, Verdict, judge};
use summary::Verdicts;

/// Judges the histories of this workspace on kernels that were unpacked with their headers. Of one that is newer than the
/// manifest nothing is recorded: that is said, and is no failure.
pub fn judge_unpacked(kernels: &[DebianKernel]) -> Result<Outcome> {
    let histories = histories()?;
    let mut cases = Vec::new();
    for kernel in kernels {
        let case = Case {
            files: KernelImage::of(kernel)?,
            headers: Ok(kernel.build()),
        };
        match case.recorded_as(&histories)?.is_some() {
            true => cases.push(case),
            false => println!("{}: NOT JUDGED: the catalogue has not read it", kernel.name),
        }
    }
    judge_all(&cases, &histories)
}

/// Judges them on these kernels of the manifest, by release string, or on all of it, and fetches their headers. One that is not
/// in the cache can't be judged, which is a failure.
pub fn judge_named(names: &[String]) -> Result<Outcome> {
    tools::ensure()?;
    tools::ensure_judges()?;
    let wanted = Manifest::read()?.wanted(names)?;
    let kernels = images::cached(&wanted)?;
    let missing: Vec<&str> = wanted
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| kernels.iter().all(|kernel| kernel.name != *name))
        .collect();
    let of_kernel = |kernel: &KernelImage| headers::Wanted {
        name: kernel.name.clone(),
        architecture: kernel.architecture,
        suite: wanted
            .iter()
            .find(|(name, _)| *name == kernel.name)
            .map(|(_, suite)| suite.clone())
            .unwrap_or_default(),
    };
    let mut headers = headers::fetch(&kernels.iter().map(of_kernel).collect::<Vec<_>>())?;
    let cases: Vec<Case> = kernels
        .into_iter()
        .map(|files| Case {
            headers: match (
                headers.trees.remove(&files.name),
                headers.failures.remove(&files.name),
            ) {
                (Some(tree), _) => Ok(tree),
                (None, Some(error)) => Err(Missing::Failed(error)),
                (None, None) => Err(Missing::NotInArchive),
            },
            files,
        })
        .collect();
    let outcome = judge_all(&cases, &histories()?)?;
    for name in &missing {
        println!("{name}: NOT JUDGED: not in the cache: `cargo xtask catalogue` fetches it");
    }
    Ok(match outcome {
        Outcome::Passed if !missing.is_empty() => Outcome::Failed,
        outcome => outcome,
    })
}

/// Judges all of these kernels, also after one has failed, prints what came of it, and says whether there is nothing that
/// differs.
fn judge_all(cases: &[Case], histories: &[History]) -> Result<Outcome> {
    let tried = last_of_each_release(cases, histories)?;
    let done = AtomicUsize::new(0);
    let verdicts = each(cases, |case| {
        let name = &case.files.name;
        let verdict = judge(case, histories, tried.contains(&**name));
        let at = done.fetch_add(1, Ordering::Relaxed) + 1;
        let words = match &verdict {
            Ok(verdict) => format!("{} differences", verdict.all_differences().count()),
            Err(_) => "NOT JUDGED".to_owned(),
        };
        eprintln!("{name} ({at} of {}): {words}", cases.len());
        verdict
    });
    for line in summary::lines(&verdicts) {
        println!("{line}");
    }
    let judged = verdicts
        .iter()
        .filter_map(|(_, verdict)| verdict.as_ref().ok());
    let is_equal = |verdict: &Verdict| verdict.all_differences().next().is_none();
    let failed = verdicts
        .iter()
        .any(|(_, verdict)| !verdict.as_ref().is_ok_and(is_equal));
    Ok(match judged.map(|verdict| verdict.structs).sum() {
        _ if failed => Outcome::Failed,
        0 => Outcome::NotRun,
        1.. => Outcome::Passed,
    })
}

/// Of the kernels with headers and a record the last of each release, architecture and flavour: there wrong expectations are
/// compiled, which takes as long as the right ones.
fn last_of_each_release<'a>(cases: &'a [Case], histories: &[History]) -> Result<BTreeSet<&'a str>> {
    let mut last = BTreeMap::new();
    for case in cases.iter().filter(|case| case.headers.is_ok()) {
        if let Some(kernel) = case.recorded_as(histories)? {
            let kind = (kernel.release, kernel.architecture, &kernel.flavour);
            last.insert(kind, &*case.files.name);
        }
    }
    Ok(last.into_values().collect())
}

/// Does this to all, as many at once as there are processors, and returns what came of each, in order.
fn each(cases: &[Case], judge: impl Fn(&Case) -> Result<Verdict> + Sync) -> Verdicts {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let jobs = available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some((at, case)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    cases.get(at).map(|case| (at, case))
                } {
                    let verdict = judge(case);
                    if let Ok(mut found) = found.lock() {
                        found.push((at, (case.files.name.clone(), verdict)));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, verdict)| verdict).collect()
}

/// The histories as they lie in the workspace: a new one may not have been compiled in yet.
fn histories() -> Result<Vec<History>> {
    let folder = workspace::root().join("compat-data/histories");
    let entries = fs::read_dir(&folder).map_err(|error| Error::at(&folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::at(&folder, &error))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).map_err(|error| Error::at(path, &error))?;
            compat_data::record::parse(&path.display().to_string(), &text)
                .map_err(|error| Error::new(error.to_string()))
        })
        .collect()
}
