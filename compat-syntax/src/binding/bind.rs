// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entry fills which member on which layouts, and how.

use compat_data::c::{Function, Member};
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;

use crate::binding::adapt::Adapter;
use crate::binding::alternatives::{alternatives, unbounded};
use crate::binding::claim::claim;
use crate::binding::coverage::Coverage;
use crate::binding::fit::fit;
use crate::binding::observed::serve_observed;
use crate::binding::subject::Subject;
use crate::errors::Errors;
use crate::parse::Entry;

/// All entries of a block, bound.
pub struct Bindings<'a> {
    /// The struct's operations.
    pub operations: Vec<Operation<'a>>,
    /// One binding for each entry that could be bound.
    pub bound: Vec<Binding<'a>>,
    /// The operations for which an error has been reported: what more there is to say may only follow from it.
    pub failed: Vec<usize>,
}

/// An entry, and the members that it fills.
pub struct Binding<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Which of the struct's operations it is.
    pub operation: usize,
    /// Its members, by the way in which the kernel calls them.
    pub forms: Vec<Form<'a>>,
}

/// Members that are called in one way.
pub struct Form<'a> {
    /// Each layout that is served in this way, with the member there.
    pub places: Vec<(&'a Layout, &'a Member)>,
    /// How the kernel's call becomes one of the method; none: the entry is a constant.
    pub call: Option<Call<'a>>,
}

/// How a function of the kernel becomes a call of a method.
pub struct Call<'a> {
    /// The kernel's function.
    pub function: &'a Function,
    /// How its call is handed on.
    pub adapter: Adapter,
}

impl<'a> Binding<'a> {
    /// The layouts that it serves.
    pub fn layouts(&self) -> Vec<&'a Layout> {
        let places = self.forms.iter().flat_map(|form| &form.places);
        places.map(|(layout, _)| *layout).collect()
    }

    /// Whether it serves that layout.
    pub fn serves(&self, layout: &Layout) -> bool {
        self.layouts()
            .iter()
            .any(|served| served.name == layout.name)
    }

    /// Adds a form, or its places to the form that is the same.
    pub fn add(&mut self, form: Form<'a>, history: &History) {
        match self
            .forms
            .iter_mut()
            .find(|known| known.is_like(&form, history))
        {
            Some(known) => known.places.extend(form.places),
            None => self.forms.push(form),
        }
    }
}

impl Form<'_> {
    fn is_like(&self, other: &Self, history: &History) -> bool {
        let adapter = |form: &Self| form.call.as_ref().map(|call| call.adapter.clone());
        let key = |form: &Self| {
            let place = form.places.first();
            place.map(|(_, member)| crate::binding::signatures::key(member, history))
        };
        adapter(self) == adapter(other) && key(self) == key(other)
    }
}

/// Binds every entry, or says why it can't be bound.
pub fn bind<'a>(
    subject: &'a Subject,
    coverage: &Coverage<'a>,
    entries: &'a [Entry],
    errors: &Errors,
) -> Bindings<'a> {
    let operations = subject.history.operations();
    let mut bound = Vec::new();
    let mut failed = Vec::new();
    for entry in entries {
        let Some(claim) = claim(coverage, &operations, entry, errors) else {
            continue;
        };
        let mut binding = Binding {
            entry,
            operation: claim.operation,
            forms: Vec::new(),
        };
        match fit(coverage, &operations, &claim, entry, errors) {
            Some(forms) => {
                for form in forms {
                    binding.add(form, &subject.history);
                }
                bound.push(binding);
            }
            None => failed.push(claim.operation),
        }
    }
    let mut bindings = Bindings {
        operations,
        bound,
        failed,
    };
    serve_observed(subject, coverage, &mut bindings, errors);
    unbounded(coverage, &bindings, entries, errors);
    bindings.failed = alternatives(coverage, &bindings, errors);
    bindings
}
