// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The main job: one driver source, built for several real kernels, loaded by each, its ops called by the
//! kernel's own C code.

use crate::error::{Error, Result};
use crate::kernels::module::{BuiltExample, build_example};
use crate::kernels::verdict::{Expectations, Phase, Verdict, judge};
use crate::kernels::{DebianKernel, KernelChoice, boot, fetch};
use crate::{table, tables, tools};
use std::fs;
use std::time::{Duration, Instant};

const DRIVER: &str = "dma_buf_exporter";
const SELF_TEST: &str = "dma_buf_exporter_selftest";
const USER_TEST: &str = "mmap_test";

/// What the user-space test makes the kernel call.
const USER_TEST_OPS: &str = "mmap,begin_cpu_access,end_cpu_access,release";

/// How a chore ended that judges kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every kernel did as it should: in a demo it booted, and called every op.
    Passed,
    /// At least one did not.
    Failed,
    /// No kernel was judged: a tool or the network is missing.
    NotRun,
}

/// Builds, boots and judges the example on these kernels (all, when none is named), and prints a table.
pub fn demo(choices: &[KernelChoice], limit: Duration) -> Result<Outcome> {
    let choices = if choices.is_empty() {
        &KernelChoice::ALL
    } else {
        choices
    };
    let kernels = match tools::ensure().and_then(|()| fetch(choices)) {
        Ok(kernels) => kernels,
        Err(error) => {
            eprintln!("cannot boot kernels here: {error}\n");
            eprintln!("the tables for all recorded kernels instead:");
            tables::show_recorded_tables()?;
            return Ok(Outcome::NotRun);
        }
    };
    let rows: Vec<Row> = kernels.iter().map(|kernel| row(kernel, limit)).collect();
    print_table(&rows);
    Ok(if rows.iter().all(|row| row.good) {
        Outcome::Passed
    } else {
        Outcome::Failed
    })
}

struct Row {
    kernel: String,
    layout: String,
    ops: String,
    verdict: String,
    good: bool,
}

/// One kernel's row. What goes wrong is shown at once, and does not keep the others from their turn.
fn row(kernel: &DebianKernel, limit: Duration) -> Row {
    let mut row = Row {
        kernel: kernel.name.clone(),
        layout: "-".to_owned(),
        ops: "-".to_owned(),
        verdict: String::new(),
        good: false,
    };
    eprintln!("building for {}", kernel.name);
    let started = Instant::now();
    let example = match build_example(kernel) {
        Ok(example) => example,
        Err(error) => {
            eprintln!("{}: the build failed: {error}", kernel.name);
            row.verdict = "FAILED to build".to_owned();
            return row;
        }
    };
    eprintln!(
        "built for {} in {:.1} s",
        kernel.name,
        started.elapsed().as_secs_f64()
    );
    if let Err(error) = boot_and_judge(kernel, &example, limit, &mut row) {
        eprintln!("{}: {error}", kernel.name);
        row.verdict = "FAILED to boot".to_owned();
    }
    row
}

fn boot_and_judge(
    kernel: &DebianKernel,
    example: &BuiltExample,
    limit: Duration,
    row: &mut Row,
) -> Result<()> {
    let layout = example.setting("KERNEL_COMPAT_LAYOUT_dma_buf_ops")?;
    let evidence = example.setting("KERNEL_COMPAT_EVIDENCE_dma_buf_ops")?;
    row.layout = format!("{layout} ({evidence})");
    if !evidence.starts_with("observed: ") {
        return Err(Error::new(
            "its own type information was not read, though its headers are at hand",
        ));
    }
    let built_for = example.setting("KERNEL_COMPAT_KERNEL")?;
    if built_for != kernel.name {
        return Err(Error::new(format!(
            "build.rs took this kernel for {built_for}"
        )));
    }
    let plan = format!(
        "load {DRIVER}\nload {SELF_TEST}\nrun {USER_TEST}\nunload {SELF_TEST}\nunload {DRIVER}\n"
    );
    let files = [
        format!("{DRIVER}.ko"),
        format!("{SELF_TEST}.ko"),
        USER_TEST.to_owned(),
    ]
    .map(|name| example.file(&name));
    let boot = boot::boot(kernel, &example.folder, &plan, &files, limit)?;
    let verdict = judge(&boot.log, boot.timed_out, &expectations(kernel)?);
    row.ops = format!("{}: {}", verdict.ops.len(), verdict.ops.join(" "));
    row.good = verdict.faults.is_empty();
    row.verdict = if row.good {
        format!("ok, booted in {:.1} s", boot.duration.as_secs_f64())
    } else {
        show_failure(kernel, &boot.log, &verdict);
        format!("FAILED: {}", verdict.faults[0])
    };
    Ok(())
}

/// What a boot of this kernel must show. The kernel's own header says whether its table has the member that
/// makes it keep mappings, and so whether a second mapping reaches the driver.
fn expectations(kernel: &DebianKernel) -> Result<Expectations> {
    let header = kernel.source_tree.join("include/linux/dma-buf.h");
    let text = fs::read_to_string(&header).map_err(|error| Error::at(&header, &error))?;
    let cached = text.contains("bool cache_sgt_mapping;");
    // The second mapping is the first that is unmapped, unless the kernel keeps both.
    let (mapping, unmap_second, unmap_kept) = if cached {
        ("yes", "", "unmap_dma_buf,")
    } else {
        ("no", "unmap_dma_buf,", "")
    };
    let self_test_ops = &format!(
        "vmap,attach,map_dma_buf,{unmap_second}begin_cpu_access,end_cpu_access,{unmap_kept}detach,vunmap,release"
    );
    let phase = |step: String, ops: &str, lines: Vec<String>| Phase {
        step,
        ops: ops
            .split(',')
            .filter(|op| !op.is_empty())
            .map(str::to_owned)
            .collect(),
        lines,
    };
    let passed = format!("{SELF_TEST}: PASS ops={self_test_ops} ");
    let phases = vec![
        phase(format!("load {DRIVER}"), "", vec![]),
        phase(
            format!("load {SELF_TEST}"),
            self_test_ops,
            vec![passed, format!("{SELF_TEST}: cached_mapping={mapping}")],
        ),
        phase(
            format!("run {USER_TEST}"),
            USER_TEST_OPS,
            vec![format!("{USER_TEST}: PASS")],
        ),
        phase(format!("unload {SELF_TEST}"), "", vec![]),
        phase(format!("unload {DRIVER}"), "", vec![]),
    ];
    Ok(Expectations {
        module: DRIVER.to_owned(),
        phases,
    })
}

fn show_failure(kernel: &DebianKernel, log: &str, verdict: &Verdict) {
    eprintln!(
        "---- the log of {} ----\n{log}\n---- what is wrong on {} ----",
        kernel.name, kernel.name
    );
    for fault in &verdict.faults {
        eprintln!("{fault}");
    }
}

fn print_table(rows: &[Row]) {
    let head = [
        "kernel",
        "dma_buf_ops layout (evidence)",
        "ops called",
        "verdict",
    ];
    let mut cells = vec![head.map(str::to_owned)];
    cells.extend(
        rows.iter()
            .map(|row| [&row.kernel, &row.layout, &row.ops, &row.verdict].map(String::clone)),
    );
    println!();
    for line in table::lines(&cells) {
        println!("{line}");
    }
}
