//! Chance for tests: different every time, repeatable by its seed.

/// A small generator (xorshift64*): good enough to choose when to cut a connection.
#[derive(Clone, Debug)]
pub struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    /// Dice with a seed nobody chose.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "a default that is another one every time would surprise"
    )]
    pub fn new() -> Self {
        let id = crate::fresh_id();
        let seed = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self::seeded(seed)
    }

    /// Dice that fall as they did with this seed.
    #[must_use]
    pub const fn seeded(seed: u64) -> Self {
        Self {
            seed,
            // Zero would stay zero.
            state: seed | 1,
        }
    }

    /// What makes them fall like this again.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Other dice, which fall for themselves.
    #[must_use]
    pub fn another(&mut self) -> Self {
        Self::seeded(self.next())
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// One of these.
    ///
    /// # Panics
    /// When there is none.
    pub fn among<T: Copy>(&mut self, some: &[T]) -> T {
        let at = self.next() % some.len() as u64;
        *usize::try_from(at)
            .ok()
            .and_then(|at| some.get(at))
            .expect("there is something to choose from")
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}
