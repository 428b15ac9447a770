//! Sounds: short noises that a message plays for those who are there.

/// A sound that `/play` knows, by its name: 56 of them, the names of the original Campfire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Sound(&'static str);

/// Their names, ascending.
const NAMES: [&str; 56] = [
    "56k",
    "ballmer",
    "bell",
    "bezos",
    "bueller",
    "butts",
    "clowntown",
    "cottoneyejoe",
    "crickets",
    "curb",
    "dadgummit",
    "dangerzone",
    "danielsan",
    "deeper",
    "donotwant",
    "drama",
    "flawless",
    "glados",
    "gogogo",
    "greatjob",
    "greyjoy",
    "guarantee",
    "heygirl",
    "honk",
    "horn",
    "horror",
    "inconceivable",
    "letitgo",
    "live",
    "loggins",
    "makeitso",
    "noooo",
    "nyan",
    "ohmy",
    "ohyeah",
    "pushit",
    "rimshot",
    "rollout",
    "rumble",
    "sax",
    "secret",
    "sexyback",
    "story",
    "tada",
    "tmyk",
    "totes",
    "trololo",
    "trombone",
    "unix",
    "vuvuzela",
    "what",
    "whoomp",
    "wups",
    "yay",
    "yeah",
    "yodel",
];

impl Sound {
    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(Self)
    }

    /// The sound of exactly this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let at = NAMES.binary_search(&name).ok()?;
        NAMES.get(at).copied().map(Self)
    }

    /// What a message plays whose words are exactly `/play` and a known name, with one space between
    /// them. Anything else is ordinary text.
    #[must_use]
    pub fn played_by(text: &str) -> Option<Self> {
        Self::find(text.strip_prefix("/play ")?)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_fifty_six_is_played_by_its_name() {
        assert!(NAMES.is_sorted());
        for sound in Sound::all() {
            let text = format!("/play {}", sound.name());
            assert_eq!(Sound::played_by(&text), Some(sound));
        }
        assert_eq!(Sound::all().count(), 56);
    }

    #[test]
    fn what_is_not_exactly_the_command_is_ordinary_text() {
        for text in [
            "/play",
            "/play ",
            "/play nothing",
            "/play  tada",
            "/play Tada",
            "/Play tada",
            "/play tada!",
            " /play tada",
            "play tada",
            "/play tada\n",
        ] {
            assert_eq!(Sound::played_by(text), None, "{text:?}");
        }
    }
}
