// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Times of whole processes, and what to say of them.

use crate::command::{capture, standard_output};
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Times of the same thing, several times.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// One more.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
        self.0.sort();
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The one in the middle; of an even number the later of the two.
    pub fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }

    /// The shortest: what other processes on the machine disturb least.
    pub fn minimum(&self) -> Duration {
        self.0.first().copied().unwrap_or_default()
    }
}

/// The time as milliseconds, for a table.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

/// A program to be timed.
pub struct Contestant {
    /// What the table calls it.
    pub name: String,
    /// The command.
    pub command: Command,
    /// A file to remove before each run.
    pub product: Option<PathBuf>,
    /// How often it runs.
    pub rounds: usize,
}

/// Runs each once to warm up, then all of them in turns, so that what disturbs one disturbs the others as well. Those
/// that can't run say why.
pub fn in_turns(mut contestants: Vec<Contestant>) -> Vec<(String, Result<Times>)> {
    let mut results: Vec<Result<Times>> = contestants
        .iter_mut()
        .map(|contestant| contestant.run().map(|_| Times::default()))
        .collect();
    let most = contestants.iter().map(|contestant| contestant.rounds).max();
    for round in 0..most.unwrap_or(0) {
        for (contestant, result) in contestants.iter_mut().zip(&mut results) {
            let Ok(times) = result else {
                continue;
            };
            if round >= contestant.rounds {
                continue;
            }
            match contestant.run() {
                Ok(time) => times.add(time),
                Err(error) => *result = Err(error),
            }
        }
    }
    let names = contestants.into_iter().map(|contestant| contestant.name);
    names.zip(results).collect()
}

impl Contestant {
    /// Runs it to its end with its output thrown away, and says how long that took.
    fn run(&mut self) -> Result<Duration> {
        if let Some(product) = self.product.as_deref().filter(|path| path.exists()) {
            fs::remove_file(product).map_err(|error| Error::at(product, &error))?;
        }
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        let begin = Instant::now();
        let status = self.command.status();
        let time = begin.elapsed();
        match status {
            Ok(status) if status.success() => Ok(time),
            // Once more, for its message.
            _ => match capture(&mut self.command) {
                Ok(_) => Err(Error::new("it failed once and then did not")),
                Err(error) => Err(error),
            },
        }
    }
}

/// The processor seconds, user's and system's, of a program with all that it starts.
pub fn processor_time(command: &mut Command) -> Result<Duration> {
    processor_time_and_output(command).map(|(time, _)| time)
}

/// The same, with what the program wrote.
pub fn processor_time_and_output(command: &mut Command) -> Result<(Duration, String)> {
    let before = children_ticks()?;
    let output = capture(command)?;
    let ticks = children_ticks()?.saturating_sub(before);
    let per_second = standard_output(Command::new("getconf").arg("CLK_TCK"))?;
    let per_second: f64 = per_second
        .trim()
        .parse()
        .map_err(|_| Error::new("getconf CLK_TCK gives no number"))?;
    let time = Duration::from_secs_f64(ticks as f64 / per_second);
    Ok((time, output))
}

/// `cutime` and `cstime` of proc(5), in clock ticks.
fn children_ticks() -> Result<u64> {
    let path = Path::new("/proc/self/stat");
    let text = fs::read_to_string(path).map_err(|error| Error::at(path, &error))?;
    ticks_of_children(&text).ok_or_else(|| Error::new(format!("{}: {text}", path.display())))
}

fn ticks_of_children(stat: &str) -> Option<u64> {
    // The second field, the program's name, may have anything in it; the third follows the last bracket.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_minimum_are_of_the_sorted_times() {
        let mut times = Times::default();
        for millis in [5, 1, 9] {
            times.add(Duration::from_millis(millis));
        }
        assert_eq!(times.median(), Duration::from_millis(5));
        assert_eq!(times.minimum(), Duration::from_millis(1));
        assert_eq!(times.count(), 3);
    }

    #[test]
    fn ticks_are_those_of_the_children() {
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 11 12 40 2 20 0 1";
        assert_eq!(ticks_of_children(stat), Some(42));
        assert_eq!(ticks_of_children("7 (a) S"), None);
    }

    #[test]
    fn what_fails_says_so_and_the_others_run() {
        let contestant = |name: &str, rounds| Contestant {
            name: name.to_owned(),
            command: Command::new(name),
            product: None,
            rounds,
        };
        let results = in_turns(vec![
            contestant("true", 3),
            contestant("false", 3),
            contestant("/nonexistent/program", 3),
        ]);
        assert_eq!(results[0].1.as_ref().unwrap().count(), 3);
        assert!(
            results[1]
                .1
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("`false` failed")
        );
        assert!(
            results[2]
                .1
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("cannot run")
        );
    }
}
