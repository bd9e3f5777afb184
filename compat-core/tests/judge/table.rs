// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What rustc makes of a table: a small program declares it for one layout and prints it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use compat_data::history::Layout;

/// A table as rustc lays it out.
pub struct RustTable {
    pub name: String,
    pub layout: Layout,
    pub size: u64,
    pub alignment: u64,
    /// In order.
    pub members: Vec<RustMember>,
}

pub struct RustMember {
    pub name: String,
    pub offset: u64,
    /// As `std::any::type_name` has it.
    pub ty: String,
}

/// The tables of all layouts of the structs whose histories have mainline's facts.
pub fn tables() -> &'static [RustTable] {
    static TABLES: OnceLock<Vec<RustTable>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Vec::new();
        for name in ["dma_buf_ops", "vfio_pci_regops"] {
            let history = compat_data::history(name).unwrap().unwrap();
            for layout in &history.layouts {
                tables.push(table(&history.name, layout));
            }
        }
        tables
    })
}

fn table(name: &str, layout: &Layout) -> RustTable {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("table.rs");
    let program = folder.path().join("table");
    std::fs::write(&source, program_text(name, layout)).unwrap();
    let core = core_library();
    run(Command::new(env!("CARGO").replace("cargo", "rustc"))
        .args(["--edition", "2024", "--crate-type", "bin", "-o"])
        .arg(&program)
        .arg("--extern")
        .arg(format!(
            "compat_core={}",
            core.join("libcompat_core.rlib").display()
        ))
        .arg("-L")
        .arg(format!("dependency={}", core.join("deps").display()))
        .args(["--cfg", &format!("{name}=\"{}\"", layout.name)])
        .arg(&source));
    let output = run(&mut Command::new(&program));
    let mut lines = output.lines();
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap();
    let size = number(lines.next());
    let alignment = number(lines.next());
    let members = lines
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            RustMember {
                name: parts.next().unwrap().to_owned(),
                offset: number(parts.next()),
                ty: parts.next().unwrap().to_owned(),
            }
        })
        .collect();
    RustTable {
        name: name.to_owned(),
        layout: layout.clone(),
        size,
        alignment,
        members,
    }
}

fn program_text(name: &str, layout: &Layout) -> String {
    let mut text = format!(
        "#![allow(unused, unexpected_cfgs)]\n\
         #[compat_core::kernel_ops({name})]\n\
         struct Table;\n\
         fn type_of<F>(_: fn(&Table) -> &F) -> &'static str {{ std::any::type_name::<F>() }}\n\
         fn main() {{\n\
         println!(\"{{}}\", size_of::<Table>());\n\
         println!(\"{{}}\", align_of::<Table>());\n"
    );
    for member in &layout.members {
        let member = &member.name;
        writeln!(
            text,
            "println!(\"{member} {{}} {{}}\", std::mem::offset_of!(Table, {member}), type_of(|table| &table.{member}));"
        )
        .unwrap();
    }
    // Every field is named here, so a table with further ones does not compile.
    let fields: Vec<&str> = layout
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    writeln!(
        text,
        "let Table {{ {} }} = Table::EMPTY;\n}}",
        fields.join(", ")
    )
    .unwrap();
    text
}

/// The folder of compat-core built as a library, once for all tables.
fn core_library() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judge");
        run(Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--package",
                "compat-core",
                "--target-dir",
            ])
            .arg(&target)
            .current_dir(env!("CARGO_MANIFEST_DIR")));
        target.join("debug")
    })
}

/// Runs a program that must succeed, and returns what it prints.
pub fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
