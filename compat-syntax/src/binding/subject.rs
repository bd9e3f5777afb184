// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is known of the struct that the attribute names: its history, and what was observed of it on the target.

use std::path::PathBuf;

use compat_data::c::Member;
use compat_data::core_types::spell_out_functions;
use compat_data::history::{History, Layout};
use compat_data::observation::{OBSERVED, Observation};
use compat_data::release::Release;
use compat_data::rust::{Names, char_is_unsigned, is_as_everywhere, member as member_type};

/// What is known of one struct.
pub struct Subject {
    /// The recorded history, and with it the target's layout as [`OBSERVED`] where no record has it.
    pub history: History,
    /// What the target's own type information says.
    pub observation: Option<Observation>,
    /// The upstream release of the target, as far as its name tells.
    pub release: Option<Release>,
    /// The file of the history, where it is the driver's own.
    pub file: Option<PathBuf>,
    /// The name of the target's layout; none: it has none, or no build script selected a target.
    pub target: Option<String>,
}

impl Subject {
    /// What is known without a target.
    pub fn recorded(mut history: History) -> Self {
        spell_out_functions(&mut history);
        Self {
            history,
            observation: None,
            release: None,
            file: None,
            target: None,
        }
    }

    /// Whether the target has that layout.
    pub fn is_target(&self, layout: &Layout) -> bool {
        self.target.as_ref() == Some(&layout.name)
    }

    /// The target's layout, where the table is declared by what was observed there: no record has it, or what it is made of
    /// is not the same on all kernels.
    pub fn declared_as_observed(&self) -> Option<&Layout> {
        let observation = self.observation.as_ref()?;
        let layout = match observation.recorded_in(&self.history) {
            Some(layout) if layout.name != OBSERVED => layout,
            _ => return self.observed(),
        };
        let mut members = layout.members.iter();
        // Types that a driver's own history names are the driver's to say, as far as their size is no secret.
        let suffices = |member: &Member| match self.file {
            Some(_) => member_type(member, &Names::Paths).is_ok(),
            None => is_as_everywhere(&member.ty, observation),
        };
        (!members.all(suffices)).then_some(layout)
    }

    /// Whether the target's `char` is unsigned; where there is no target, as on newer kernels.
    pub fn unsigned_char(&self) -> bool {
        self.release.is_none_or(char_is_unsigned)
    }

    /// The target's layout, where no record has it.
    pub fn observed(&self) -> Option<&Layout> {
        self.history.layout(OBSERVED)
    }
}
