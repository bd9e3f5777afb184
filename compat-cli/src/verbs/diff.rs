// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat diff`: what changes in a struct between two kernels, or between all that are worth comparing.

use clap::Args;
use compat_data::history::{History, Layout, Snapshot};
use compat_data::judgement::{Displacement, displacements};
use compat_data::kernel::Architecture;
use compat_data::places::Places;
use serde::Serialize;

use crate::context::Context;
use crate::error::Errors;
use crate::exit::Exit;
use crate::format::Format;
use crate::kernels::{named, resolve};
use crate::render::difference::{self, ChangeJson, DisplacementJson, Explained, explained, text};
use crate::render::json::{self, FORMAT};
use crate::render::style::{FAINT, HEADING, styled};

/// What to compare.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples: kernel-compat diff dma_buf_ops 5.4 6.12\n          \
                  kernel-compat diff dma_buf_ops --all --format json"
)]
pub struct DiffArguments {
    /// The struct, by its tag: dma_buf_ops
    #[arg(value_name = "STRUCT")]
    name: String,
    /// The kernel to start from
    #[arg(value_name = "A", required_unless_present = "all", requires = "to")]
    from: Option<String>,
    /// The kernel to end at
    #[arg(value_name = "B")]
    to: Option<String>,
    /// Compare all neighbours: mainline's layouts, the kernels of each report, architectures and flavours
    #[arg(long, conflicts_with_all = ["from", "to"])]
    all: bool,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Two kernels, or layouts, and what differs.
struct Comparison<'a> {
    before: Side<'a>,
    after: Side<'a>,
    differences: Vec<Explained<'a>>,
    /// What lies elsewhere, where the declared members are the same.
    displacements: Vec<Displacement>,
}

/// One side of a comparison.
#[derive(Clone)]
struct Side<'a> {
    kernel: String,
    layout: &'a Layout,
    /// Where the members lie, and on which architecture; none: it is not known.
    places: Option<(Architecture, Places)>,
}

/// Compares them.
pub(crate) fn run(arguments: &DiffArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let history = context.histories.get(&arguments.name)?;
    let comparisons = match (&arguments.from, &arguments.to) {
        (Some(from), Some(to)) => {
            let before = side(&history, from)?;
            let after = side(&history, to)?;
            Comparisons {
                mainline: Vec::new(),
                kernels: vec![compare(&history, before, after)],
            }
        }
        _ => all(&history),
    };
    let answer = match arguments.format {
        Format::Text => comparisons.text(&history),
        Format::Json => json::text(&comparisons.json(&history))?,
    };
    context.output.print(answer)?;
    Ok(Exit::Success)
}

fn side<'a>(history: &'a History, name: &str) -> Result<Side<'a>, Errors> {
    let kernel = named(name)?;
    let resolution = resolve(history, &kernel).map_err(|errors| {
        errors.note(format_args!(
            "`{name}` is one of the two kernels to compare"
        ))
    })?;
    let places = resolution.places(kernel.architecture);
    Ok(Side {
        layout: resolution.layout,
        places: places.map(|places| (kernel.architecture, places)),
        kernel: kernel.name,
    })
}

fn compare<'a>(history: &'a History, before: Side<'a>, after: Side<'a>) -> Comparison<'a> {
    let differences = explained(history, before.layout, after.layout);
    let displacements = match (&before.places, &after.places) {
        // Another architecture has other sizes, which are no change.
        (Some((one, before_places)), Some((other, places)))
            if one == other && differences.is_empty() =>
        {
            displacements(&before.layout.members, before_places, places)
        }
        _ => Vec::new(),
    };
    Comparison {
        differences,
        displacements,
        before,
        after,
    }
}

/// Every comparison that was asked for.
struct Comparisons<'a> {
    /// Of mainline's layouts, each with the one before.
    mainline: Vec<Comparison<'a>>,
    /// Of kernels.
    kernels: Vec<Comparison<'a>>,
}

fn all(history: &History) -> Comparisons<'_> {
    let layouts: Vec<Side<'_>> = history
        .mainline_layouts()
        .map(|(layout, releases)| Side {
            kernel: releases.to_string(),
            layout,
            places: None,
        })
        .collect();
    let neighbours = layouts.iter().zip(layouts.iter().skip(1));
    let mainline =
        neighbours.map(|(before, after)| compare(history, before.clone(), after.clone()));
    let side = |snapshot: &Snapshot| {
        let layout = history.layout(snapshot.layout.as_deref()?)?;
        let kernel = &snapshot.kernel;
        let places = layout.places_for(Some(kernel), kernel.architecture);
        Some(Side {
            kernel: kernel.to_string(),
            layout,
            places: places.map(|places| (kernel.architecture, places)),
        })
    };
    let pairs = history.neighbours().into_iter();
    let kernels =
        pairs.filter_map(|(before, after)| Some(compare(history, side(before)?, side(after)?)));
    Comparisons {
        mainline: mainline.collect(),
        kernels: kernels.collect(),
    }
}

impl Comparisons<'_> {
    fn text(&self, history: &History) -> String {
        let mut out = String::new();
        for (heading, comparisons) in [
            ("mainline", &self.mainline),
            ("kernels that were read", &self.kernels),
        ] {
            let is_one_of_two = !self.mainline.is_empty() && !comparisons.is_empty();
            if is_one_of_two {
                out += &format!(
                    "{}\n",
                    styled(HEADING, format_args!("{}: {heading}", history.name))
                );
            }
            for comparison in comparisons {
                out += &comparison.text(history);
            }
        }
        if out.is_empty() {
            out += &format!(
                "struct {}: no two kernels that are recorded can be compared\n",
                history.name
            );
        }
        out
    }

    fn json(&self, history: &History) -> DiffJson {
        let list =
            |comparisons: &[Comparison<'_>]| comparisons.iter().map(Comparison::json).collect();
        DiffJson {
            format: FORMAT,
            r#struct: history.name.clone(),
            mainline: list(&self.mainline),
            comparisons: list(&self.kernels),
        }
    }
}

impl Comparison<'_> {
    fn text(&self, history: &History) -> String {
        let title = styled(
            HEADING,
            format_args!(
                "struct {}, {} to {}",
                history.name, self.before.kernel, self.after.kernel
            ),
        );
        let layouts = format!(
            "layout {} to {}",
            self.before.layout.name, self.after.layout.name
        );
        match self.differences.is_empty() && self.displacements.is_empty() {
            true => format!(
                "{title}: no change {}\n",
                styled(FAINT, format_args!("(layout {})", self.after.layout.name))
            ),
            false => format!(
                "{title} {}\n{}{}",
                styled(FAINT, format_args!("({layouts})")),
                text(&self.differences),
                difference::displacements(&self.displacements)
            ),
        }
    }

    fn json(&self) -> ComparisonJson {
        let side = |side: &Side<'_>| SideJson {
            kernel: side.kernel.clone(),
            layout: side.layout.name.clone(),
        };
        ComparisonJson {
            before: side(&self.before),
            after: side(&self.after),
            changes: self.differences.iter().map(ChangeJson::of).collect(),
            displacements: self
                .displacements
                .iter()
                .map(DisplacementJson::of)
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct DiffJson {
    format: u32,
    r#struct: String,
    mainline: Vec<ComparisonJson>,
    comparisons: Vec<ComparisonJson>,
}

#[derive(Serialize)]
struct ComparisonJson {
    before: SideJson,
    after: SideJson,
    changes: Vec<ChangeJson>,
    displacements: Vec<DisplacementJson>,
}

#[derive(Serialize)]
struct SideJson {
    kernel: String,
    layout: String,
}
