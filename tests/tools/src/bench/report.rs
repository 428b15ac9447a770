//! The table: every target with value, ceiling and ratio of the same run.

use super::stats::Spread;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How a value stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The target is reached.
    Reached,
    /// At least half of it is.
    Half,
    /// Less than half.
    Missed,
    /// It was not measured, and the row says why.
    NotMeasured,
    /// There is no target.
    Shown,
}

impl Verdict {
    fn show(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Half => "half",
            Self::Missed => "**missed**",
            Self::NotMeasured => "not measured",
            Self::Shown => "–",
        }
    }

    /// More is better.
    #[must_use]
    pub fn at_least(value: f64, target: f64) -> Self {
        match value / target {
            share if share >= 1.0 => Self::Reached,
            share if share >= 0.5 => Self::Half,
            _ => Self::Missed,
        }
    }

    /// Less is better.
    #[must_use]
    pub fn at_most(value: f64, target: f64) -> Self {
        Self::at_least(target, value)
    }
}

/// A line of the table of targets.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// `P1` … `P8`.
    pub id: &'static str,
    /// What is measured.
    pub what: String,
    /// The target in words.
    pub target: String,
    /// What was measured.
    pub value: String,
    /// The ceiling of the same run.
    pub ceiling: String,
    /// Value by ceiling.
    pub ratio: String,
    /// How it stands.
    pub verdict: Verdict,
}

/// A table beside it.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// Its heading.
    pub title: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(title: &str, head: &[&str]) -> Self {
        let head = head.iter().map(|h| (*h).to_owned()).collect();
        Self {
            title: title.to_owned(),
            head,
            rows: Vec::new(),
        }
    }
}

/// Everything that a run found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// The machine and the run, name and value.
    pub about: Vec<(String, String)>,
    /// Targets.
    pub rows: Vec<Row>,
    /// Details.
    pub tables: Vec<Table>,
    /// Every repetition of every figure, by name.
    pub figures: BTreeMap<String, Spread>,
    /// What went wrong; a run with a fault fails.
    pub faults: Vec<String>,
}

impl Report {
    /// Keeps a figure for the receipt.
    pub fn figure(&mut self, name: impl Into<String>, spread: &Spread) {
        self.figures.insert(name.into(), spread.clone());
    }

    /// Adds a line of the table of targets.
    pub fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Notes a fault.
    pub fn fault(&mut self, fault: String) {
        super::plan::say(&format!("FAULT: {fault}"));
        self.faults.push(fault);
    }

    /// The whole report as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::from("# campfire-bench\n\n");
        for (name, value) in &self.about {
            // A String takes every write.
            let _ = writeln!(text, "- {name}: {value}");
        }
        if !self.rows.is_empty() {
            let mut table = Table::new(
                "Targets",
                &["", "what", "target", "value", "ceiling", "ratio", "verdict"],
            );
            let mut rows: Vec<&Row> = self.rows.iter().collect();
            rows.sort_by_key(|row| row.id);
            table.rows = rows.into_iter().map(cells).collect();
            write_table(&mut text, &table);
        }
        for table in &self.tables {
            write_table(&mut text, table);
        }
        if !self.faults.is_empty() {
            text.push_str("\n## Faults\n\n");
            for fault in &self.faults {
                let _ = writeln!(text, "- {fault}");
            }
        }
        text
    }

    /// The receipt: the report with every repetition, as JSON.
    ///
    /// # Errors
    /// Never in practice; the types are plain.
    pub fn receipt(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}

fn cells(row: &Row) -> Vec<String> {
    vec![
        row.id.to_owned(),
        row.what.clone(),
        row.target.clone(),
        row.value.clone(),
        row.ceiling.clone(),
        row.ratio.clone(),
        row.verdict.show().to_owned(),
    ]
}

fn write_table(text: &mut String, table: &Table) {
    let _ = writeln!(text, "\n## {}\n", table.title);
    let _ = writeln!(text, "| {} |", table.head.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(table.head.len()));
    for row in &table.rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_half_its_target_is_half_and_one_below_is_missed() {
        assert_eq!(Verdict::at_least(0.6, 0.6), Verdict::Reached);
        assert_eq!(Verdict::at_least(0.3, 0.6), Verdict::Half);
        assert_eq!(Verdict::at_least(0.29, 0.6), Verdict::Missed);
        assert_eq!(Verdict::at_most(10.0, 10.0), Verdict::Reached);
        assert_eq!(Verdict::at_most(19.0, 10.0), Verdict::Half);
        assert_eq!(Verdict::at_most(21.0, 10.0), Verdict::Missed);
    }
}
