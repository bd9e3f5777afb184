// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver's impl block, held against the kernels here: what its entries serve, and what the macro says against it.

use compat_data::operation::Operation;
use compat_data::ranges::{releases, runs};
use compat_data::release::{Release, ReleaseRange};
use compat_syntax::binding::bind::{Bindings, bind};
use compat_syntax::binding::mandatory::mandatory;
use compat_syntax::binding::subject::Subject;
use compat_syntax::bounds::Bounds;
use compat_syntax::errors::Errors as Gathered;
use compat_syntax::kernels::Kernels;
use compat_syntax::parse::{Entry, entries};
use proc_macro2::LineColumn;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, ImplItem, ItemImpl};

use super::explanation::{BlockExplained, EntryExplained, Problem};
use super::scope::Scope;
use crate::driver::{Further, SourceFile, line, words};

/// What is said of one block.
pub(super) struct Judged {
    pub block: BlockExplained,
    /// The entries, each with the operation that it is one of by its name, where it is one.
    pub entries: Vec<(Option<usize>, EntryExplained)>,
    /// What concerns no entry.
    pub problems: Vec<Problem>,
}

/// Judges a block as the macro would if the driver were for the kernels here and no others. Entries whose bounds leave out
/// all of these are for other kernels, and are left alone.
pub(super) fn judge(
    scope: &Scope<'_>,
    subject: &Subject,
    file: &SourceFile,
    kernels: Option<&Kernels>,
    block: &ItemImpl,
) -> Judged {
    let items: Vec<Item<'_>> = block
        .items
        .iter()
        .map(|item| Item::read(scope, block, item))
        .collect();
    let mut concerned = block.clone();
    concerned.items = items
        .iter()
        .filter(|item| !item.is_for_others)
        .map(|item| item.item.clone())
        .collect();
    let errors = Gathered::default();
    let written = entries(&concerned, &errors);
    let bindings = bind(subject, &scope.coverage, &written, &errors);
    mandatory(&scope.coverage, &bindings, &concerned, &errors);
    let mut judged = Judged {
        block: explained(scope, file, kernels, block),
        entries: items
            .iter()
            .map(|item| (item.operation, item.explained(scope, file, &bindings)))
            .collect(),
        problems: Vec::new(),
    };
    for error in errors.into_errors() {
        let at = error.span().start();
        let own = items.iter().position(|item| item.has(at));
        let problem = problem(file, &error);
        match own.and_then(|own| judged.entries.get_mut(own)) {
            Some((Some(_), entry)) => entry.problems.push(problem),
            // What fills no member.
            _ => judged.problems.push(problem),
        }
    }
    for (_, entry) in &mut judged.entries {
        if !entry.problems.is_empty() {
            entry.serves = None;
        }
    }
    judged
}

/// A function or constant in the block.
struct Item<'a> {
    item: &'a ImplItem,
    name: Option<&'a Ident>,
    /// None: it is no entry, or what it says is wrong.
    entry: Option<Entry>,
    operation: Option<usize>,
    is_for_others: bool,
}

impl<'a> Item<'a> {
    fn read(scope: &Scope<'_>, block: &ItemImpl, item: &'a ImplItem) -> Self {
        let mut alone = block.clone();
        alone.items = vec![item.clone()];
        // What is wrong is found again, with all of them.
        let entry = entries(&alone, &Gathered::default()).pop();
        let is_for_others = entry.as_ref().is_some_and(|entry| {
            let bounds = within(&entry.bounds);
            let layouts = scope.layouts();
            !layouts.iter().any(|layout| {
                let own = releases(layout);
                meet(bounds.first, own.last) && meet(own.first, bounds.last)
            })
        });
        let name = match item {
            ImplItem::Fn(function) => Some(&function.sig.ident),
            ImplItem::Const(constant) => Some(&constant.ident),
            _ => None,
        };
        let bounds = entry.as_ref().map(|entry| within(&entry.bounds));
        let operation = name.and_then(|name| operation(scope, name, bounds));
        Self {
            item,
            name,
            entry,
            operation,
            is_for_others,
        }
    }

    fn has(&self, at: LineColumn) -> bool {
        let span = self.item.span();
        span.start() <= at && at <= span.end()
    }

    fn explained(
        &self,
        scope: &Scope<'_>,
        file: &SourceFile,
        bindings: &Bindings<'_>,
    ) -> EntryExplained {
        let place = match self.name {
            Some(name) => name.span(),
            None => self.item.span(),
        };
        let kind = match self.item {
            ImplItem::Fn(_) => "fn ",
            ImplItem::Const(_) => "const ",
            _ => "",
        };
        let name = self.name.map(Ident::to_string).unwrap_or_default();
        let mut bound = bindings.bound.iter();
        let bound = bound.find(|bound| bound.entry.name.span().start() == place.start());
        let layouts = bound.map(|bound| bound.layouts()).unwrap_or_default();
        let bounds = self.entry.as_ref().and_then(|entry| said(&entry.bounds));
        EntryExplained {
            file: file.path.display().to_string(),
            line: line(place),
            what: format!("{kind}{name}"),
            bounds,
            serves: (!layouts.is_empty()).then(|| scope.describe(&layouts)),
            is_for_others: self.is_for_others,
            problems: Vec::new(),
        }
    }
}

fn meet(first: Option<Release>, last: Option<Release>) -> bool {
    match (first, last) {
        (Some(first), Some(last)) => first <= last,
        _ => true,
    }
}

fn within(bounds: &Bounds) -> ReleaseRange {
    ReleaseRange {
        first: bounds.since.as_ref().map(|bound| bound.release),
        last: bounds.until.as_ref().map(|bound| bound.release),
    }
}

/// The bounds as they are written.
fn said(bounds: &Bounds) -> Option<String> {
    let release = |key: &str, release: Option<Release>| {
        release.map(|release| format!("{key} = \"{release}\""))
    };
    let within = within(bounds);
    let words: Vec<String> = [
        release("since", within.first),
        release("until", within.last),
        bounds.optional.then(|| "optional".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The operation that goes by that name; of several the one that does within the bounds.
fn operation(scope: &Scope<'_>, name: &Ident, bounds: Option<ReleaseRange>) -> Option<usize> {
    let name = name.unraw().to_string();
    let bounds = bounds.unwrap_or(ReleaseRange {
        first: None,
        last: None,
    });
    let is_meant = |operation: &Operation<'_>| {
        let mut members = operation.members.iter();
        members.any(|(layout, member)| {
            let own = releases(layout);
            member.name == name && meet(bounds.first, own.last) && meet(own.first, bounds.last)
        })
    };
    let operations = scope.operations.iter();
    let mut named = operations
        .enumerate()
        .filter(|(_, operation)| operation.has_name(&name));
    let first = named.clone().next();
    let meant = named.find(|(_, operation)| is_meant(operation));
    meant.or(first).map(|(at, _)| at)
}

fn explained(
    scope: &Scope<'_>,
    file: &SourceFile,
    kernels: Option<&Kernels>,
    block: &ItemImpl,
) -> BlockExplained {
    let releases = scope.interval.releases();
    let history = scope.history();
    let lacking = releases.filter(|&release| {
        // Without facts, whether a release has the struct is not known.
        let is_there = !scope.has_facts() || history.mainline_layout(release).is_some();
        is_there && kernels.is_some_and(|kernels| !kernels.ranges.contains(release))
    });
    BlockExplained {
        file: file.path.display().to_string(),
        line: line(block.self_ty.span()),
        name: block.self_ty.span().source_text().unwrap_or_default(),
        kernels: kernels.map(|kernels| kernels.literal.value()),
        lacking: runs(lacking.collect()),
    }
}

fn problem(file: &SourceFile, error: &syn::Error) -> Problem {
    let (message, further) = words(error);
    let (mut notes, mut help) = (Vec::new(), Vec::new());
    for further in further {
        match further {
            Further::Note(note) => notes.push(note),
            Further::Help(text) => help.push(text),
        }
    }
    Problem {
        file: file.path.display().to_string(),
        line: line(error.span()),
        message,
        notes,
        help,
    }
}
