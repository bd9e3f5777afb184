// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Compilers of kernels, with the options that give each form of DWARF.

use std::fmt;
use std::process::Command;

/// A compiler with its options.
#[derive(Clone)]
pub struct Compiler {
    pub program: &'static str,
    pub options: &'static [&'static str],
    pub architecture: &'static str,
}

pub const ARCHITECTURES: [&str; 6] = ["x86_64", "aarch64", "arm", "ppc64le", "riscv64", "s390x"];

const V2: &[&str] = &["-gdwarf-2", "-gstrict-dwarf"];
const V3: &[&str] = &["-gdwarf-3", "-gstrict-dwarf"];
const V4: &[&str] = &["-gdwarf-4"];
const V5: &[&str] = &["-gdwarf-5"];
const WIDE: &[&str] = &["-gdwarf-5", "-gdwarf64"];
const NATIVE: [&[&str]; 4] = [V5, V4, V3, V2];

/// The compilers that are there. Of each architecture, the first is GCC writing DWARF 5.
pub fn compilers() -> Vec<Compiler> {
    let mut compilers = Vec::new();
    let mut add = |program, options, architecture| {
        compilers.push(Compiler {
            program,
            options,
            architecture,
        });
    };
    for program in ["gcc", "gcc-11", "gcc-12", "gcc-13", "gcc-14", "clang"] {
        for options in NATIVE {
            add(program, options, "x86_64");
        }
    }
    add("gcc", WIDE, "x86_64");
    for (program, architecture) in [
        ("aarch64-linux-gnu-gcc-12", "aarch64"),
        ("arm-linux-gnueabihf-gcc-12", "arm"),
        ("powerpc64le-linux-gnu-gcc-12", "ppc64le"),
        ("riscv64-linux-gnu-gcc-12", "riscv64"),
        ("s390x-linux-gnu-gcc-12", "s390x"),
    ] {
        add(program, V5, architecture);
        add(program, V4, architecture);
    }
    compilers.retain(|compiler| {
        let runs = Command::new(compiler.program).arg("--version").output();
        let runs = runs.is_ok_and(|output| output.status.success());
        if !runs && compiler.options == V5 {
            println!("SKIPPED: {} is not there", compiler.program);
        }
        runs
    });
    compilers
}

impl Compiler {
    pub fn pointer_size(&self) -> u64 {
        match self.architecture {
            "arm" => 4,
            _ => 8,
        }
    }

    /// The object file of a source, which must compile.
    pub fn compile(&self, source: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let (input, object) = (folder.path().join("probe.c"), folder.path().join("probe.o"));
        std::fs::write(&input, source).unwrap();
        let output = Command::new(self.program)
            .args(["-O2", "-ffreestanding", "-fno-short-enums", "-c", "-o"])
            .arg(&object)
            .args(self.options)
            .arg(&input)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{self}: {said}");
        std::fs::read(object).unwrap()
    }
}

impl fmt::Display for Compiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.program, self.options.join(" "))
    }
}
