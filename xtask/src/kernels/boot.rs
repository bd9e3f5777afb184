// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Boots a kernel in an emulator, and returns what it wrote to its serial line.

use super::{DebianKernel, initramfs};
use crate::command::cannot_start;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The emulator.
pub const EMULATOR: &str = "qemu-system-x86_64";

/// What a kernel boots in, beyond a processor, memory and a serial line.
pub struct Machine {
    /// Options of the emulator.
    pub options: &'static [&'static str],
    /// Parameters of the kernel.
    pub parameters: &'static [&'static str],
}

/// What one boot left.
pub struct Boot {
    /// The serial line, from the first line to the last.
    pub log: String,
    /// How long the emulator ran.
    pub duration: Duration,
    /// Whether it was stopped because its time was up.
    pub timed_out: bool,
}

/// Boots the kernel with these files in its file system, and follows the plan (see `init.c`).
pub fn boot(
    kernel: &DebianKernel,
    machine: &Machine,
    folder: &Path,
    plan: &str,
    files: &[PathBuf],
    limit: Duration,
) -> Result<Boot> {
    let initramfs = initramfs::pack(folder, plan, files)?;
    let log = folder.join("serial.log");
    let mut parameters = vec![
        "console=ttyS0",
        "oops=panic",
        "panic=-1",
        "printk.devkmsg=on",
    ];
    parameters.extend(machine.parameters);
    let output = File::create(&log).map_err(|error| Error::at(&log, &error))?;
    let mut emulator = Command::new(EMULATOR);
    emulator
        .args(["-accel", "tcg", "-cpu", "max", "-m", "512M"])
        .args([
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-serial",
            "stdio",
        ])
        .args(machine.options)
        .arg("-no-reboot")
        .arg("-kernel")
        .arg(&kernel.image)
        .arg("-initrd")
        .arg(&initramfs)
        .args(["-append", &parameters.join(" ")])
        .stdin(Stdio::null())
        .stdout(output);
    let started = Instant::now();
    let mut child = emulator
        .spawn()
        .map_err(|error| cannot_start(&emulator, &error))?;
    let timed_out = wait(&mut child, &kernel.name, started, limit);
    let duration = started.elapsed();
    let bytes = fs::read(&log).map_err(|error| Error::at(&log, &error))?;
    let log = String::from_utf8_lossy(&bytes).replace('\r', "");
    match timed_out {
        Ok(timed_out) => Ok(Boot {
            log,
            duration,
            timed_out,
        }),
        Err(error) => Err(Error::new(format!("{error}\n---- the log ----\n{log}"))),
    }
}

/// Waits for the emulator's end, or makes it. Whether its time was up.
fn wait(child: &mut Child, name: &str, started: Instant, limit: Duration) -> Result<bool> {
    let failed = |error: std::io::Error| Error::new(format!("{EMULATOR}: {error}"));
    let mut shown = Progress::new();
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            if !status.success() {
                return Err(Error::new(format!("{EMULATOR} failed: {status}")));
            }
            return Ok(false);
        }
        if started.elapsed() >= limit {
            child.kill().map_err(failed)?;
            child.wait().map_err(failed)?;
            return Ok(true);
        }
        shown.show(name, started.elapsed().as_secs());
        sleep(Duration::from_millis(50));
    }
}

/// The seconds so far, on one line of a terminal; elsewhere a line every ten seconds.
struct Progress {
    last: Option<u64>,
    terminal: bool,
}

impl Progress {
    fn new() -> Self {
        Progress {
            last: None,
            terminal: std::io::stderr().is_terminal(),
        }
    }

    fn show(&mut self, name: &str, seconds: u64) {
        if self.last == Some(seconds) {
            return;
        }
        self.last = Some(seconds);
        if self.terminal {
            eprint!("\rbooting {name}: {seconds} s");
            // Progress that can't be shown is no reason to stop.
            let _ = std::io::stderr().flush();
        } else if seconds % 10 == 0 {
            eprintln!("booting {name}: {seconds} s");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal {
            eprintln!();
        }
    }
}
