//! People in their order, administrators first and then by name: a page of them at a time, at a cost that does not go by how many there are.
//!
//! They stand in blocks in that order. A page begins where the last one ended and ends
//! when it is full. Each block knows which few signs in a row occur in it, so that blocks in which
//! nobody can match cost next to nothing.

use campfire_domain::{Role, User, UserId};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Most people in a block: few enough that looking through one costs microseconds, many enough that
/// passing over all of them does.
const BLOCK: usize = 128;

/// Bits by which a block knows its grams, 1 KiB. Names of 128 people have some thousand different
/// grams, so that a block without a gram is told from one with it about nine times in ten; a query of
/// four signs has two of them.
const GRAM_BITS: usize = 8192;

/// Signs in a row that are looked for; of shorter queries as many as they have.
const GRAM: usize = 3;

/// Up to so many members of a room are looked at one by one; with more of them the next page is
/// found sooner among everyone.
const FEW_MEMBERS: usize = 256;

/// Everyone by name. See the [module](self).
#[derive(Default)]
pub(crate) struct PeopleByName {
    /// Who takes part; none of them empty, in ascending order.
    blocks: Vec<Block>,
    /// Everyone who ever joined.
    by_id: HashMap<UserId, Arc<Entry>>,
}

#[derive(Default)]
struct Block {
    entries: Vec<Arc<Entry>>,
    grams: Grams,
}

/// Which grams of one to [`GRAM`] signs occur in some texts. It may say yes of one that does not.
struct Grams(Box<[u64; GRAM_BITS / 64]>);

/// A person as they are sorted and searched for.
struct Entry {
    /// Their name, folded.
    name: Box<str>,
    user: Arc<User>,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// What a name or handle contains; nothing asks for everyone.
    pub(crate) query: &'a str,
    /// Only these; `None` is everyone who takes part.
    pub(crate) among: Option<&'a HashSet<UserId>>,
    /// Whether of these also those count who take part no more.
    pub(crate) also_gone: bool,
    /// Whether these are looked at one by one however many they are, since they do not take part.
    pub(crate) one_by_one: bool,
    /// Only those behind this person.
    pub(crate) after: Option<&'a Arc<User>>,
    /// At most so many.
    pub(crate) limit: usize,
}

impl PeopleByName {
    /// Takes a person as they are now.
    pub(crate) fn put(&mut self, user: &Arc<User>) {
        let entry = Arc::new(Entry::of(user));
        let before = self.by_id.insert(user.id, Arc::clone(&entry));
        if let Some(before) = before.filter(|before| before.user.is_active()) {
            self.take_out(&before);
        }
        if user.is_active() {
            self.put_in(&entry);
        }
    }

    fn put_in(&mut self, entry: &Arc<Entry>) {
        let at = self
            .block_of(entry)
            .min(self.blocks.len().saturating_sub(1));
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        let place = block
            .entries
            .partition_point(|other| other.key() < entry.key());
        block.entries.insert(place, Arc::clone(entry));
        block.grams.add(entry);
        if block.entries.len() > BLOCK {
            let rest = Block::of(block.entries.split_off(BLOCK / 2));
            *block = Block::of(std::mem::take(&mut block.entries));
            self.blocks.insert(at + 1, rest);
        }
    }

    fn take_out(&mut self, entry: &Entry) {
        let at = self.block_of(entry);
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        block.entries.retain(|other| other.user.id != entry.user.id);
        if block.entries.is_empty() {
            self.blocks.remove(at);
        } else {
            *block = Block::of(std::mem::take(&mut block.entries));
        }
    }

    /// The block that an entry is in or belongs into; one behind the last when it comes after all.
    fn block_of(&self, entry: &Entry) -> usize {
        let ends_before = |block: &Block| {
            let last = block.entries.last();
            last.is_some_and(|last| last.key() < entry.key())
        };
        self.blocks.partition_point(ends_before)
    }

    /// The next people by name, and whether there are more.
    pub(crate) fn page(&self, wanted: Wanted<'_>) -> (Vec<Arc<User>>, bool) {
        let query = fold(wanted.query.trim());
        let after = wanted.after.map(Entry::of);
        let behind = |entry: &Arc<Entry>| {
            let after = after.as_ref();
            after.is_none_or(|after| entry.key() > after.key())
        };
        let is_few = |set: &&HashSet<UserId>| wanted.one_by_one || set.len() <= FEW_MEMBERS;
        let few = wanted.among.filter(is_few);
        let mut found: Vec<Arc<User>> = if let Some(few) = few {
            let entries = few.iter().filter_map(|id| self.by_id.get(id));
            let mut entries: Vec<_> = entries
                .filter(|entry| wanted.also_gone || entry.user.is_active())
                .filter(|entry| behind(entry) && entry.has(&query))
                .collect();
            entries.sort_unstable_by(|one, other| one.key().cmp(&other.key()));
            entries
                .into_iter()
                .map(|entry| Arc::clone(&entry.user))
                .collect()
        } else {
            let is_wanted = |entry: &&Arc<Entry>| {
                let among = wanted.among.is_none_or(|set| set.contains(&entry.user.id));
                entry.has(&query) && among && behind(entry)
            };
            let starts_before = |block: &Block| !block.entries.last().is_some_and(behind);
            let first = self.blocks.partition_point(starts_before);
            let grams = Grams::of_query(&query);
            let blocks = self.blocks.iter().skip(first);
            blocks
                .filter(|block| block.grams.may_have(&grams))
                .flat_map(|block| &block.entries)
                .filter(is_wanted)
                .take(wanted.limit.saturating_add(1))
                .map(|entry| Arc::clone(&entry.user))
                .collect()
        };
        let has_more = found.len() > wanted.limit;
        found.truncate(wanted.limit);
        (found, has_more)
    }
}

impl Block {
    fn of(entries: Vec<Arc<Entry>>) -> Self {
        let mut grams = Grams::default();
        for entry in &entries {
            grams.add(entry);
        }
        Self { entries, grams }
    }
}

impl Default for Grams {
    fn default() -> Self {
        Self(Box::new([0; GRAM_BITS / 64]))
    }
}

impl Grams {
    fn add(&mut self, entry: &Entry) {
        for text in [&*entry.name, entry.user.handle.as_str()] {
            let signs: Vec<char> = text.chars().collect();
            for length in 1..=GRAM {
                for bit in signs.windows(length).map(gram) {
                    if let Some(word) = self.0.get_mut(bit / 64) {
                        *word |= 1 << (bit % 64);
                    }
                }
            }
        }
    }

    /// The grams that every text with this query in it has.
    fn of_query(query: &str) -> Vec<usize> {
        let signs: Vec<char> = query.chars().collect();
        let length = signs.len().clamp(1, GRAM);
        signs.windows(length).map(gram).collect()
    }

    fn may_have(&self, grams: &[usize]) -> bool {
        let has = |bit: &usize| {
            let word = self.0.get(bit / 64);
            word.is_some_and(|word| word >> (bit % 64) & 1 == 1)
        };
        grams.iter().all(has)
    }
}

/// The bit of a gram (FNV-1a).
fn gram(signs: &[char]) -> usize {
    let hash = signs.iter().fold(0x811c_9dc5_u32, |hash, sign| {
        (hash ^ u32::from(*sign)).wrapping_mul(0x0100_0193)
    });
    // The upper bits are the better mixed ones.
    usize::try_from(hash >> 16).unwrap_or(0) % GRAM_BITS
}

impl Entry {
    fn of(user: &Arc<User>) -> Self {
        Self {
            name: fold(user.name.as_str()).into(),
            user: Arc::clone(user),
        }
    }

    fn key(&self) -> (bool, &str, UserId) {
        let is_administrator = self.user.role == Role::Administrator;
        (!is_administrator, &self.name, self.user.id)
    }

    fn has(&self, query: &str) -> bool {
        query.is_empty() || self.name.contains(query) || self.user.handle.as_str().contains(query)
    }
}

/// A text without what does not tell names apart: case, and the accents of Latin letters.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
        .map(without_accent)
        .collect()
}

fn without_accent(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use campfire_domain::{Handle, Role, Standing, Timestamp, UserName};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn user(n: u128, name: &str, standing: Standing) -> Arc<User> {
        Arc::new(User {
            id: UserId::from_uuid(Uuid::from_u128(n)),
            name: UserName::parse(name).unwrap(),
            handle: Handle::parse(&format!("h{n}")).unwrap(),
            email: None,
            role: Role::Member,
            standing,
            bio: String::new(),
            joined_at: Timestamp::from_millis(0),
        })
    }

    fn names(page: &(Vec<Arc<User>>, bool)) -> Vec<&str> {
        page.0.iter().map(|user| user.name.as_str()).collect()
    }

    const ALL: Wanted<'_> = Wanted {
        query: "",
        among: None,
        also_gone: false,
        one_by_one: false,
        after: None,
        limit: 100,
    };

    #[test]
    fn case_and_accents_do_not_tell_names_apart() {
        let mut people = PeopleByName::default();
        for (n, name) in ["Zoë", "Élodie", "eric", "Ångström", "Łukasz"]
            .iter()
            .enumerate()
        {
            people.put(&user(n as u128, name, Standing::Active));
        }
        let order = ["Ångström", "Élodie", "eric", "Łukasz", "Zoë"];
        assert_eq!(names(&people.page(ALL)), order);
        for (query, found) in [
            ("ELO", "Élodie"),
            ("élo", "Élodie"),
            ("angstrom", "Ångström"),
            ("zoe\u{308}", "Zoë"),
            (" luk ", "Łukasz"),
            ("h2", "eric"),
        ] {
            assert_eq!(
                names(&people.page(Wanted { query, ..ALL })),
                [found],
                "{query}"
            );
        }
        // Nor does one find across the border of two names.
        assert!(
            people.page(Wanted { query: "\n", ..ALL }).0.len() == 5,
            "blank is nothing"
        );
        assert_eq!(
            names(&people.page(Wanted {
                query: "e\nh",
                ..ALL
            })),
            [""; 0]
        );
    }

    #[derive(Clone, Debug)]
    struct Change {
        who: u128,
        name: String,
        is_active: bool,
        leads: bool,
    }

    fn changes() -> impl Strategy<Value = Vec<Change>> {
        let change = (
            0..600_u128,
            "[a-cA-Cé]{1,3}",
            prop::bool::weighted(0.85),
            prop::bool::weighted(0.1),
        );
        let change = change.prop_map(|(who, name, is_active, leads)| Change {
            who,
            name,
            is_active,
            leads,
        });
        prop::collection::vec(change, 0..900)
    }

    /// Where somebody stands in the list.
    fn place(user: &Arc<User>) -> (bool, String, UserId) {
        let leads = user.role == Role::Administrator;
        (!leads, fold(user.name.as_str()), user.id)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Page by page it is what sorting everyone gives, whatever happened before.
        #[test]
        fn pages_are_those_of_the_sorted_list(
            changes in changes(), query in "[abé]{0,2}", limit in 1_usize..120,
            few in 0_usize..500, in_room: bool
        ) {
            let mut people = PeopleByName::default();
            let mut all = HashMap::new();
            for Change { who, name, is_active, leads } in changes {
                let standing = if is_active { Standing::Active } else { Standing::Deactivated };
                let role = if leads { Role::Administrator } else { Role::Member };
                let user = Arc::new(User { role, ..(*user(who, &name, standing)).clone() });
                people.put(&user);
                all.insert(who, user);
            }
            let members: HashSet<UserId> =
                (0..few as u128).map(|n| UserId::from_uuid(Uuid::from_u128(n))).collect();
            let among = in_room.then_some(&members);
            let mut expected: Vec<_> = all
                .values()
                .filter(|user| user.is_active() && among.is_none_or(|set| set.contains(&user.id)))
                .filter(|user| fold(user.name.as_str()).contains(&fold(&query)))
                .map(place)
                .collect();
            expected.sort();
            let (mut got, mut after) = (Vec::new(), None::<Arc<User>>);
            loop {
                let wanted = Wanted { query: &query, among, after: after.as_ref(), limit, ..ALL };
                let (page, has_more) = people.page(wanted);
                prop_assert!(page.len() <= limit && (!has_more || page.len() == limit));
                got.extend(page.iter().map(place));
                after = page.last().cloned();
                if !has_more {
                    break;
                }
            }
            prop_assert_eq!(got, expected);
        }
    }
}
