// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat explain`: what a driver's author must do, from one kernel to another.

mod advice;
mod block;
mod changes;
mod demands;
pub(crate) mod explanation;
mod interval;
mod member;
mod overview;
mod scope;
mod touched;

use std::path::PathBuf;

use clap::Args;
use compat_syntax::binding::subject::Subject;

use self::explanation::Explanation;
use self::interval::Interval;
use self::scope::Scope;
use crate::context::Context;
use crate::driver;
use crate::error::Errors;
use crate::exit::Exit;
use crate::format::Format;
use crate::render::explanation as text;
use crate::render::json::{self, FORMAT};

/// What to explain.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples: kernel-compat explain dma_buf_ops --from 5.4 --to 6.12\n          \
                  kernel-compat explain dma_buf_ops --driver examples/dma-buf-exporter\n\n\
                  With a driver, exit code 1 says that it needs a change to be for all these kernels."
)]
pub struct ExplainArguments {
    /// The struct, by its tag: dma_buf_ops
    #[arg(value_name = "STRUCT")]
    name: String,
    /// The oldest kernel: a release, or any other name of a kernel, which stands for its release [default: the oldest
    /// recorded one that has the struct]
    #[arg(long, value_name = "KERNEL")]
    from: Option<String>,
    /// The newest kernel [default: the newest recorded one]
    #[arg(long, value_name = "KERNEL")]
    to: Option<String>,
    /// The folder of a driver's crate: only what its impl blocks touch is explained, and whether they need a change. All
    /// files src/**/*.rs are read; histories of the driver's own are known
    #[arg(long, value_name = "DIR")]
    driver: Option<PathBuf>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Explains it.
pub(crate) fn run(arguments: &ExplainArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let histories = match &arguments.driver {
        Some(driver) => context.histories.of_driver(driver),
        None => context.histories.clone(),
    };
    let history = histories.get(&arguments.name)?;
    let interval = Interval::read(&history, arguments.from.as_deref(), arguments.to.as_deref())?;
    let subject = Subject::recorded(history.into_owned());
    let scope = Scope::of(&subject, interval)?;
    let mut explanation = Explanation {
        format: FORMAT,
        r#struct: subject.history.name.clone(),
        from: interval.first.to_string(),
        to: interval.last.to_string(),
        overview: overview::overview(&scope),
        members: Vec::new(),
        driver: None,
    };
    match &arguments.driver {
        Some(folder) => {
            let files = driver::read(folder)?;
            let touched = touched::touched(&scope, &subject, folder, &files)?;
            explanation.members = touched.members;
            explanation.driver = Some(touched.driver);
        }
        None => {
            let operations = scope.operations.iter();
            let members = operations.filter_map(|operation| member::member(&scope, operation));
            explanation.members = members.collect();
        }
    }
    context.output.print(match arguments.format {
        Format::Text => text::text(&explanation),
        Format::Json => json::text(&explanation)?,
    })?;
    let fits = explanation.driver.is_none_or(|driver| driver.fits);
    Ok(if fits { Exit::Success } else { Exit::Finding })
}
