//! Medians, ranges and percentiles.

use serde::{Deserialize, Serialize};

/// Several measurements of one thing.
#[derive(Debug, Clone, Serialize, PartialEq, Default)]
pub struct Spread {
    /// Each repetition, in the order of the run.
    pub runs: Vec<f64>,
}

impl Spread {
    /// Of these repetitions.
    #[must_use]
    pub fn of(runs: impl IntoIterator<Item = f64>) -> Self {
        Self {
            runs: runs.into_iter().collect(),
        }
    }

    /// Adds a repetition.
    pub fn push(&mut self, value: f64) {
        self.runs.push(value);
    }

    /// The middle one; 0 without any.
    #[must_use]
    pub fn median(&self) -> f64 {
        let mut sorted = self.runs.clone();
        sorted.sort_by(f64::total_cmp);
        percentile(&sorted, 0.5)
    }

    /// Each divided by its counterpart of the same repetition: drift of the machine falls out.
    #[must_use]
    pub fn over(&self, ceiling: &Self) -> Self {
        Self::of(self.runs.iter().zip(&ceiling.runs).map(|(a, b)| a / b))
    }

    /// `median (least–most)` in a readable unit.
    #[must_use]
    pub fn show(&self, unit: Unit) -> String {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for run in &self.runs {
            (least, most) = (least.min(*run), most.max(*run));
        }
        match self.runs.len() {
            0 => "–".to_owned(),
            1 => unit.show(self.median()),
            _ => {
                let (least, most) = (unit.show(least), unit.show(most));
                format!("{} ({least}–{most})", unit.show(self.median()))
            }
        }
    }
}

/// How fast something goes, and what one of it costs the server's core. The cost hardly changes when
/// the machine has other things to do, the rate does.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Speed {
    /// How many a second.
    pub rate: Spread,
    /// Processor time of one, in microseconds.
    pub cpu_us: Spread,
}

impl Speed {
    /// Adds a repetition.
    pub fn push(&mut self, count: u64, seconds: f64, cpu_seconds: f64) {
        self.rate.push(count as f64 / seconds);
        self.cpu_us.push(cpu_seconds * 1e6 / count as f64);
    }
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Per second: `1.89 M`, `64.0 k`.
    PerSecond,
    /// Milliseconds.
    Ms,
    /// Microseconds.
    Us,
    /// Seconds.
    Seconds,
    /// KiB.
    Kib,
    /// MiB.
    Mib,
    /// A ratio, in percent.
    Percent,
    /// A factor: `1.2 ×`.
    Times,
    /// A bare number.
    Plain,
}

impl Unit {
    /// Writes a figure with three digits that matter.
    #[must_use]
    pub fn show(self, value: f64) -> String {
        let digits = match value.abs() {
            v if v >= 100.0 => 0,
            v if v >= 10.0 => 1,
            _ => 2,
        };
        match self {
            Self::PerSecond if value >= 1e6 => format!("{:.2} M", value / 1e6),
            Self::PerSecond if value >= 1e3 => format!("{:.1} k", value / 1e3),
            Self::PerSecond => format!("{value:.0}"),
            Self::Ms => format!("{value:.digits$} ms"),
            Self::Us => format!("{value:.digits$} µs"),
            Self::Seconds => format!("{value:.digits$} s"),
            Self::Kib => format!("{value:.1} KiB"),
            Self::Mib => format!("{value:.1} MiB"),
            Self::Percent => format!("{:.0} %", value * 100.0),
            Self::Times => format!("{value:.2} ×"),
            Self::Plain => format!("{value:.digits$}"),
        }
    }
}

/// The value below which the share `at` of sorted values lies (nearest rank); 0 without any.
#[must_use]
pub fn percentile(sorted: &[f64], at: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let rank = (at * last as f64).round() as usize;
    sorted.get(rank.min(last)).copied().unwrap_or_default()
}

/// Middle and slow end of latencies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Half are faster.
    pub p50_ms: f64,
    /// 99 of 100 are faster.
    pub p99_ms: f64,
    /// The slowest.
    pub max_ms: f64,
}

impl Latency {
    /// Of latencies in milliseconds.
    #[must_use]
    pub fn of(mut ms: Vec<f64>) -> Self {
        ms.sort_by(f64::total_cmp);
        Self {
            p50_ms: percentile(&ms, 0.5),
            p99_ms: percentile(&ms, 0.99),
            max_ms: percentile(&ms, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_shows_its_median_and_range() {
        let spread = Spread::of([3e6, 1e6, 2e6]);
        assert_eq!(spread.show(Unit::PerSecond), "2.00 M (1.00 M–3.00 M)");
        assert_eq!(Spread::default().show(Unit::Ms), "–");
        assert_eq!(
            Spread::of([1.0, 4.0]).over(&Spread::of([2.0, 2.0])).runs,
            [0.5, 2.0]
        );
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let sorted: Vec<f64> = (1..=101).map(f64::from).collect();
        assert_eq!(percentile(&sorted, 0.5).to_bits(), 51_f64.to_bits());
        assert_eq!(percentile(&sorted, 0.99).to_bits(), 100_f64.to_bits());
        assert_eq!(percentile(&[], 0.5).to_bits(), 0_f64.to_bits());
    }
}
