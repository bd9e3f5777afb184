// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers made by chance as rustc sees them: what the model accepts compiles into a table of the right types, without a
//! warning; of what it refuses, each has an error of the macro's own.
//!
//! `KERNEL_COMPAT_CASES` says how many drivers there are of either kind, on all layouts together.

#[path = "../compiler/mod.rs"]
#[allow(dead_code, reason = "the UI tests use the rest")]
mod compiler;
#[path = "../../../compat-macros/tests/drivers/mod.rs"]
#[allow(dead_code, reason = "compat-macros's tests use the rest")]
mod drivers;

use std::ops::RangeInclusive;

use compiler::Compiler;
use drivers::render::module;
use drivers::{Driver, Facts, Numbers, count, driver, judge};
use serde_json::Value;

/// So many drivers are one file at most.
const BATCH: usize = 150;

/// The target of a file: what build.rs says of each struct.
type Target = [(&'static str, &'static str); 2];

#[test]
fn accepted_drivers_compile() {
    let compiler = Compiler::new();
    for batch in batches(true) {
        let (compiles, messages) = batch.compile(&compiler);
        if let Some(message) = messages.first() {
            let module = batch.modules.iter().find(|module| message.is_in(module));
            let text = module
                .map(|module| module.text.as_str())
                .unwrap_or_default();
            panic!("{:?}: {}\n{text}", batch.target, message.rendered);
        }
        assert!(compiles);
    }
}

#[test]
fn refused_drivers_have_errors() {
    let compiler = Compiler::new();
    for batch in batches(false) {
        let (_, messages) = batch.compile(&compiler);
        for module in &batch.modules {
            let is_its = |message: &Message| message.is_macros && message.is_in(module);
            assert!(
                messages.iter().any(is_its),
                "{:?}: compiles, or is refused by the compiler alone:\n{}",
                batch.target,
                module.text
            );
        }
    }
}

/// Drivers in modules of one file, for one target.
struct Batch {
    target: Target,
    modules: Vec<Module>,
}

struct Module {
    text: String,
    lines: RangeInclusive<u64>,
}

/// Files of drivers that the model accepts, or refuses.
fn batches(accepted: bool) -> Vec<Batch> {
    let [buffers, regions] = ["dma_buf_ops", "vfio_pci_regops"].map(Facts::of);
    let targets = buffers.layouts.len();
    let total = count(220);
    let mut batches = Vec::new();
    let mut case = 0;
    let mut left = total;
    while left > 0 {
        let at = batches.len() % targets;
        let target = [(&buffers, at), (&regions, at % regions.layouts.len())]
            .map(|(facts, at)| (facts.name, facts.layouts[at].name));
        let mut modules = Vec::new();
        let mut line = 2;
        let size = left.min(BATCH).min(total.div_ceil(targets));
        while modules.len() < size {
            let which = usize::from(case % 3 == 2);
            let facts = [&buffers, &regions][which];
            let mut numbers = Numbers::of_case(case);
            let driver: Driver = driver(facts, Some(target[which].1), &mut numbers);
            case += 1;
            let broken = judge(facts, &driver, Some(target[which].1)).broken;
            if broken.is_empty() != accepted {
                continue;
            }
            let text = module(&format!("case_{case}"), &driver);
            let end = line + text.lines().count() as u64;
            modules.push(Module {
                text,
                lines: line..=end - 1,
            });
            line = end;
        }
        left -= size;
        batches.push(Batch { target, modules });
    }
    batches
}

impl Batch {
    /// Whether the compiler takes the file, and what it says.
    fn compile(&self, compiler: &Compiler) -> (bool, Vec<Message>) {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("drivers.rs");
        let modules: String = self.modules.iter().map(|one| one.text.as_str()).collect();
        // Methods that loop serve any type. What else a compiler warns of is the driver's affair, or ours.
        let head = "#![no_std] #![allow(missing_docs, unused_imports, unused_variables)]\n";
        std::fs::write(&source, format!("{head}{modules}")).unwrap();
        let mut command = compiler.rustc();
        command
            .args(["--crate-type=lib", "--emit=metadata", "--error-format=json"])
            .arg("--check-cfg=cfg(docsrs, test)")
            .arg("--out-dir")
            .arg(folder.path())
            .arg(&source);
        for (name, layout) in self.target {
            command
                .arg(format!("--check-cfg=cfg({name}, values(any()))"))
                .arg(format!("--cfg={name}=\"{layout}\""))
                .env(format!("KERNEL_COMPAT_LAYOUT_{name}"), layout);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let messages = said.lines().filter_map(Message::read);
        (output.status.success(), messages.collect())
    }
}

/// One error or warning.
struct Message {
    /// It is no error of the compiler's own.
    is_macros: bool,
    /// The lines that it points to, through all macros.
    lines: Vec<u64>,
    rendered: String,
}

impl Message {
    /// Reads a line of rustc's; none: it points nowhere (`aborting due to …`), or is no error or warning.
    fn read(line: &str) -> Option<Self> {
        let message: Value = serde_json::from_str(line).expect(line);
        let mut lines = Vec::new();
        for span in message["spans"].as_array()? {
            let mut span = span;
            while !span["expansion"].is_null() {
                span = &span["expansion"]["span"];
            }
            lines.push(span["line_start"].as_u64()?);
        }
        (!lines.is_empty()).then(|| Self {
            is_macros: message["level"] == "error" && message["code"].is_null(),
            lines,
            rendered: message["rendered"].as_str().unwrap_or_default().to_owned(),
        })
    }

    fn is_in(&self, module: &Module) -> bool {
        self.lines.iter().any(|line| module.lines.contains(line))
    }
}
