// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Reads a boot's log, and says whether everything that should have happened did, and nothing else.

/// Lines of the kernel that begin so mean that something broke.
const ALARMS: [&str; 9] = [
    "Kernel panic",
    "BUG:",
    "Oops",
    "WARNING:",
    "general protection",
    "Call Trace",
    "traps:",
    "INFO: task",
    "watchdog:",
];

/// Taint by a module from outside of the kernel's tree, and by one that is not signed.
const ALLOWED_TAINT: u64 = 1 << 12 | 1 << 13;

/// What a kernel that debugs itself says, anywhere in a line, when it has found something, beside lines that begin like
/// [`ALARMS`].
pub const DEBUGGING_ALARMS: [&str; 14] = [
    "BUG: ",
    "KASAN: ",
    "UBSAN: ",
    "ODEBUG: ",
    "possible circular locking",
    "possible recursive locking",
    "possible irq lock inversion",
    "inconsistent lock state",
    "bad unlock balance",
    "suspicious RCU usage",
    "sleeping function called from invalid context",
    "scheduling while atomic",
    "register non-static key",
    "lockdep is turned off",
];

/// One step of init's plan, and the ops that must be called while it runs.
#[derive(Clone)]
pub struct Phase {
    /// As the plan spells it: `run mmap_test`.
    pub step: String,
    pub ops: Vec<String>,
    /// Lines that must be in the log, or start one there, while it runs.
    pub lines: Vec<String>,
}

/// What a good boot shows.
pub struct Expectations {
    /// The module whose ops are called: what its lines begin with.
    pub module: String,
    pub phases: Vec<Phase>,
    /// What means that something broke where it stands in a line, beside what does so for every kernel.
    pub alarms: &'static [&'static str],
}

/// What a boot showed.
#[derive(Debug)]
pub struct Verdict {
    /// The ops that were called, each once, in the order of their first call.
    pub ops: Vec<String>,
    /// What was wrong; nothing for a good boot.
    pub faults: Vec<String>,
}

/// Holds the log against the expectations.
pub fn judge(log: &str, timed_out: bool, expectations: &Expectations) -> Verdict {
    let lines: Vec<&str> = log.lines().map(message).collect();
    let mut faults = Vec::new();
    if timed_out {
        faults.push("the time limit ran out".to_owned());
    }
    faults.extend(
        lines
            .iter()
            .filter(|line| is_alarm(line, expectations.alarms))
            .map(|line| format!("kernel: {line}")),
    );
    for phase in &expectations.phases {
        judge_phase(&lines, phase, &expectations.module, &mut faults);
    }
    judge_taint(&lines, &mut faults);
    if !lines.contains(&"init: done") {
        faults.push("init did not reach its end".to_owned());
    }
    Verdict {
        ops: called_ops(&lines, &expectations.module),
        faults,
    }
}

fn judge_phase(lines: &[&str], phase: &Phase, module: &str, faults: &mut Vec<String>) {
    let step = &phase.step;
    let begin = format!("init: {step}");
    let Some(first) = lines.iter().position(|line| *line == begin) else {
        faults.push(format!("{step}: never begun"));
        return;
    };
    let lines = &lines[first + 1..];
    let outcome = format!("{begin} ");
    let Some(last) = lines.iter().position(|line| line.starts_with(&outcome)) else {
        faults.push(format!("{step}: never finished"));
        return;
    };
    if lines[last] != format!("{begin} ok") {
        faults.push(lines[last].to_owned());
    }
    let lines = &lines[..last];
    let called = called_ops(lines, module);
    for op in phase.ops.iter().filter(|op| !called.contains(op)) {
        faults.push(format!(
            "{step}: op {op} was not called, or not with the right arguments"
        ));
    }
    for expected in &phase.lines {
        if !lines.iter().any(|line| line.starts_with(expected.as_str())) {
            faults.push(format!("{step}: no line `{expected}`"));
        }
    }
}

fn judge_taint(lines: &[&str], faults: &mut Vec<String>) {
    let taint = lines
        .iter()
        .find_map(|line| line.strip_prefix("init: tainted "));
    match taint.and_then(|number| number.parse::<u64>().ok()) {
        None => faults.push("init reported no taint".to_owned()),
        Some(taint) if taint & !ALLOWED_TAINT != 0 => faults.push(format!(
            "the kernel is tainted {taint}, beyond out-of-tree and unsigned ({ALLOWED_TAINT})"
        )),
        Some(_) => {}
    }
}

fn called_ops(lines: &[&str], module: &str) -> Vec<String> {
    let prefix = format!("{module}: op ");
    let mut ops: Vec<String> = Vec::new();
    let calls = lines
        .iter()
        .filter_map(|line| line.strip_prefix(&prefix)?.strip_suffix(" ok"));
    for op in calls {
        if !ops.iter().any(|known| known == op) {
            ops.push(op.to_owned());
        }
    }
    ops
}

/// The kernel's own alarms, and what the driver, its self-test and the user-space program complain about.
fn is_alarm(line: &str, further: &[&str]) -> bool {
    ALARMS.iter().any(|alarm| line.starts_with(alarm))
        || further.iter().any(|alarm| line.contains(alarm))
        || line.contains("unable to handle")
        || line.contains("WRONG ARGUMENT")
        || line.contains(": FAIL ")
}

/// A line without the kernel's time stamp.
fn message(line: &str) -> &str {
    match line.split_once("] ") {
        Some((stamp, message)) if stamp.starts_with('[') => message,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
[    0.000000] Linux version 6.1.0-56-amd64
[    0.100000] RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable
[    3.100000] init: load driver
[    3.150000] driver: loading out-of-tree module taints kernel.
[    3.200000] init: load driver ok
[    3.300000] init: load selftest
[    3.310000] driver: op attach ok
[    3.320000] driver: op detach ok
[    3.330000] driver: op attach ok
[    3.340000] selftest: PASS ops=attach,detach calls=3
[    3.350000] init: load selftest ok
[    3.400000] init: run mmap_test
[    3.410000] driver: op mmap ok
[    3.420000] mmap_test: PASS
[    3.430000] init: run mmap_test ok
[    3.500000] init: tainted 12288
[    3.510000] init: done
";

    fn judged(log: &str) -> Verdict {
        judged_with(log, &[])
    }

    fn judged_with(log: &str, alarms: &'static [&'static str]) -> Verdict {
        let phase = |step: &str, ops: &[&str], line: &str| Phase {
            step: step.to_owned(),
            ops: ops.iter().map(|op| (*op).to_owned()).collect(),
            lines: vec![line.to_owned()],
        };
        let phases = vec![
            phase(
                "load selftest",
                &["attach", "detach"],
                "selftest: PASS ops=attach,detach ",
            ),
            phase("run mmap_test", &["mmap"], "mmap_test: PASS"),
        ];
        judge(
            log,
            false,
            &Expectations {
                module: "driver".to_owned(),
                phases,
                alarms,
            },
        )
    }

    /// The good log with one line in place of another is a bad one, for this reason.
    #[track_caller]
    fn assert_fault(from: &str, to: &str, reason: &str) {
        assert!(GOOD.contains(from), "{from}");
        let verdict = judged(&GOOD.replace(from, to));
        assert!(
            verdict.faults.iter().any(|fault| fault.contains(reason)),
            "{verdict:?}"
        );
    }

    #[test]
    fn a_good_boot_has_no_fault() {
        let verdict = judged(GOOD);
        assert_eq!(verdict.faults, Vec::<String>::new());
        assert_eq!(verdict.ops, ["attach", "detach", "mmap"]);
    }

    #[test]
    fn a_call_in_another_phase_does_not_count() {
        let log = GOOD
            .replace("driver: op mmap ok", "mmap_test: nothing")
            .replace(
                "driver: op attach ok",
                "driver: op attach ok\n[    3.311000] driver: op mmap ok",
            );
        assert_eq!(judged(&log).faults.len(), 1);
    }

    #[test]
    fn each_kind_of_trouble_is_a_fault() {
        let after = "[    3.320000] driver: op detach ok\n";
        for trouble in [
            "Kernel panic - not syncing: Fatal exception",
            "BUG: kernel NULL pointer dereference, address: 0000000000000000",
            "WARNING: CPU: 0 PID: 1 at drivers/dma-buf/dma-buf.c:650 dma_buf_export",
            "general protection fault, probably for non-canonical address",
            "Call Trace:",
            "Oops: 0002 [#1] PREEMPT SMP",
            "driver: op vmap WRONG ARGUMENT: no map",
            "selftest: FAIL attach: wrong argument or result: buffer",
        ] {
            assert_fault(
                after,
                &format!("{after}[    3.321000] {trouble}\n"),
                trouble,
            );
        }
    }

    #[test]
    fn what_a_debugging_kernel_reports_is_a_fault() {
        let after = "[    3.320000] driver: op detach ok\n";
        // Spelled as the kernel's sources have them.
        for report in [
            "BUG: KASAN: slab-use-after-free in attach+0x1f/0x30 [driver]",
            "UBSAN: invalid-load in driver.c:12:3",
            "[ BUG: Invalid wait context ]",
            "BUG: sleeping function called from invalid context at kernel/locking/mutex.c:562",
            "WARNING: possible circular locking dependency detected",
            "WARNING: suspicious RCU usage",
            "INFO: trying to register non-static key.",
            "INFO: lockdep is turned off.",
        ] {
            let log = GOOD.replace(after, &format!("{after}[    3.321000][  T1] {report}\n"));
            let verdict = judged_with(&log, &DEBUGGING_ALARMS);
            assert_eq!(verdict.faults, [format!("kernel: {report}")]);
        }
        // What such a kernel says of itself is none.
        let boot = "[    0.001000] Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar\n\
                    [    0.002000] kasan: KernelAddressSanitizer initialized (generic)\n\
                    [    0.003000] rcu: \tRCU lockdep checking is enabled.\n\
                    [    0.004000] DMA-API: debugging enabled by kernel config\n";
        let verdict = judged_with(&format!("{boot}{GOOD}"), &DEBUGGING_ALARMS);
        assert_eq!(verdict.faults, [""; 0]);
    }

    #[test]
    fn what_is_missing_is_a_fault() {
        assert_fault(
            "driver: op detach ok",
            "driver: nothing",
            "op detach was not called",
        );
        assert_fault(
            "selftest: PASS",
            "selftest: PASSED",
            "no line `selftest: PASS",
        );
        assert_fault(
            "init: load selftest ok",
            "init: load selftest FAILED: Input/output error",
            "FAILED",
        );
        assert_fault(
            "init: run mmap_test ok",
            "",
            "run mmap_test: never finished",
        );
        assert_fault("init: run mmap_test\n", "\n", "run mmap_test: never begun");
        assert_fault("init: done", "", "did not reach its end");
    }

    #[test]
    fn taint_beyond_the_modules_own_is_a_fault() {
        assert_fault("tainted 12288", "tainted 12800", "tainted 12800");
        assert_fault("tainted 12288", "tainted much", "no taint");
        assert!(
            judged(&GOOD.replace("tainted 12288", "tainted 0"))
                .faults
                .is_empty()
        );
    }

    #[test]
    fn an_exceeded_time_limit_is_a_fault() {
        let expectations = Expectations {
            module: "driver".to_owned(),
            phases: Vec::new(),
            alarms: &[],
        };
        let verdict = judge(
            "[    0.0] init: tainted 0\ninit: done\n",
            true,
            &expectations,
        );
        assert_eq!(verdict.faults, ["the time limit ran out"]);
        assert!(!judge("", false, &expectations).faults.is_empty());
    }
}
