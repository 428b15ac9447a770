//! How often requests were refused, for metrics: every refusal is counted (G20).

use crate::errors::Code;
use parking_lot::Mutex;
use poem::http::StatusCode;
use std::collections::BTreeMap;

/// Counts refusals. Shared by the edge, which counts, and whoever shows the figures.
#[derive(Default, Debug)]
pub struct Refusals {
    counted: Mutex<Counted>,
}

/// Refusals since the start.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Counted {
    /// By stable code.
    pub by_code: BTreeMap<&'static str, u64>,
    /// Too many tries, by the operation that was tried.
    pub rate_limited: BTreeMap<&'static str, u64>,
    /// Someone known who may not.
    pub denied: u64,
}

impl Refusals {
    /// The numbers of now.
    #[must_use]
    pub fn counted(&self) -> Counted {
        self.counted.lock().clone()
    }

    pub(crate) fn count(&self, code: Code, operation: Option<&'static str>) {
        let mut counted = self.counted.lock();
        *counted.by_code.entry(code.name()).or_default() += 1;
        if code == Code::RateLimited {
            let scope = operation.unwrap_or("other");
            *counted.rate_limited.entry(scope).or_default() += 1;
        }
        counted.denied += u64::from(code.status() == StatusCode::FORBIDDEN);
    }
}
