//! How fast a client may send commands.

use crate::config::LiveConfig;

/// A client that was refused nothing for this long is no longer flooding: 2 s, above the pause that
/// a polite client makes after a refusal. In microseconds.
const CALM_US: u64 = 2_000_000;

/// The pace of one socket (GCRA). Times are microseconds of the registry's own clock.
#[derive(Default)]
pub(crate) struct Pace {
    /// When the bucket is full again.
    full_at: u64,
    /// When the present flood began and was last seen; zero when there is none.
    flood: (u64, u64),
}

/// What becomes of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Paced {
    /// It may be carried out.
    Go,
    /// It is refused; try again after so many milliseconds. `first` of a flood: say it aloud.
    Wait {
        /// Milliseconds, at least one.
        retry_after_ms: u64,
        /// Whether a flood begins with it.
        first: bool,
    },
    /// The client does not listen.
    Close,
}

impl Pace {
    /// Judges a command that came at `now`.
    pub(crate) fn judge(&mut self, now: u64, config: &LiveConfig) -> Paced {
        if !config.rate_limits {
            return Paced::Go;
        }
        let each = 1_000_000 / u64::from(config.commands_per_second.max(1));
        let room = each * u64::from(config.commands_burst.max(1));
        let full_at = self.full_at.max(now) + each;
        if full_at <= now + room {
            self.full_at = full_at;
            return Paced::Go;
        }
        let (began, seen) = self.flood;
        let first = began == 0 || now.saturating_sub(seen) > CALM_US;
        self.flood = (if first { now.max(1) } else { began }, now);
        let patience = u64::try_from(config.flood_patience.as_micros()).unwrap_or(u64::MAX);
        if !first && now.saturating_sub(began) >= patience {
            return Paced::Close;
        }
        let retry_after_ms = (full_at - now - room).div_ceil(1000).max(1);
        Paced::Wait {
            retry_after_ms,
            first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_burst_passes_and_the_next_one_waits_for_its_turn() {
        let (mut pace, config) = (Pace::default(), LiveConfig::default());
        for _ in 0..60 {
            assert_eq!(pace.judge(1, &config), Paced::Go);
        }
        let wait = |first| Paced::Wait {
            retry_after_ms: 50,
            first,
        };
        assert_eq!(pace.judge(1, &config), wait(true));
        assert_eq!(pace.judge(1, &config), wait(false));
        assert_eq!(pace.judge(50_001, &config), Paced::Go);
    }

    #[test]
    fn ten_seconds_above_the_rate_close_the_socket_and_a_pause_forgives() {
        let (mut pace, config) = (Pace::default(), LiveConfig::default());
        let mut flood = |from: u64| {
            (from..from + 11_000_000)
                .step_by(10_000)
                .map(|now| (now, pace.judge(now, &config)))
                .find(|(_, paced)| *paced == Paced::Close)
                .map(|(at, _)| at - from)
        };
        let closed_after = flood(1).unwrap();
        assert!((10_000_000..11_000_000).contains(&closed_after));
        assert!(flood(20_000_000).unwrap() >= 10_000_000);
    }

    proptest! {
        #[test]
        fn no_more_pass_than_the_burst_and_the_rate_allow(gaps in prop::collection::vec(0_u64..100_000, 0..400)) {
            let (mut pace, config) = (Pace::default(), LiveConfig::default());
            let (mut now, mut passed) = (1, 0_u64);
            for gap in gaps {
                now += gap;
                if pace.judge(now, &config) == Paced::Go { passed += 1; }
                prop_assert!(passed <= 60 + now / 50_000);
            }
        }
    }
}
