//! What Python has taught: of packs, and of every text that a form may bring, by the text.

use std::collections::HashMap;

use crate::message::{Fields, Message};
use crate::stop::{odd, Attempt, Stop};
use crate::template::{Check, Template};

/// More than any office needs, like the number of facts; then all is forgotten and taught anew.
const MOST_BYTES: usize = 32 << 20;

pub mod kind {
    pub const DESK: u8 = 0;
    pub const HEADING: u8 = 1;
    pub const POINTS: u8 = 2;
    pub const TARGET_FRAME: u8 = 3;
    pub const ACTUAL_FRAME: u8 = 4;
    pub const TARGET_CELL: u8 = 5;
    pub const ACTUAL_CELL: u8 = 6;
    pub const PAIR: u8 = 7;
    pub const OTHER: u8 = 8;
    pub const NAMES: u8 = 9;
    pub const UNIT: u8 = 10;
    pub const REGION: u8 = 11;
    pub const DECLARED: u8 = 12;
    pub const STRUCTURE: u8 = 13;
    pub const AUTHORITIES: u8 = 14;
    pub const WEIGHTS: u8 = 15;
    pub const RATE: u8 = 16;
    pub const PACK: u8 = 17;
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    Exact,
    Unsaid,
}

impl Way {
    fn read(fields: &mut Fields) -> Self {
        match fields.size() {
            0 => Way::Up,
            1 => Way::Down,
            2 => Way::Exact,
            _ => Way::Unsaid,
        }
    }
}

/// All that decides the pack, and what forms have in common by it.
pub struct Desk {
    pub number: i64,
    pub pack: u32,
    pub opening: Box<[u8]>,
    pub member: Box<[u8]>,
    pub scope: Vec<Check>,
}

pub struct Place {
    pub number: u32,
    pub opening: Box<[u8]>,
    pub id: Box<[u8]>,
}

/// Levels and name of a line; `name` is the same number for names that differ in white space only.
pub struct Heading {
    pub number: u32,
    pub name: u32,
    pub member: Box<[u8]>,
    pub told: Box<[u8]>,
    pub place: Place,
    pub standing: u32,
    pub cost: bool,
    pub total_cost: bool,
    pub called_cost: bool,
}

pub struct Points {
    pub weight: u128,
    pub declared: Option<u128>,
    pub weight_text: Box<[u8]>,
    pub declared_text: Box<[u8]>,
    pub declared_json: Box<[u8]>,
    pub full: u128,
    pub full_text: Box<[u8]>,
    pub difference: Box<[u8]>,
    pub agrees: bool,
    pub grain: u128,
}

impl Points {
    /// Whether a score is the declared one at its decimals.
    pub fn rounds_to_declared(&self, score: u128) -> bool {
        self.declared
            .is_some_and(|declared| score == declared || crate::figures::rounded(score, 1, self.grain) == declared)
    }
}

/// Words around a number; `member` and `step` have the number at every seam.
pub struct Frame {
    pub number: u32,
    pub way: Way,
    pub limit: bool,
    pub share: bool,
    pub symbol: Box<[u8]>,
    pub member: Vec<Box<[u8]>>,
    pub step: Vec<Box<[u8]>>,
}

/// A cell that Python read as a whole.
pub struct Cell {
    pub value: u128,
    pub decimals: u32,
    pub own: Box<[u8]>,
    pub frame: Frame,
}

pub struct Pair {
    pub way: Way,
    pub symbol: Box<[u8]>,
    pub sign: Box<[u8]>,
    pub strict: bool,
    pub least_target: u128,
    pub least_actual: u128,
    pub most: u128,
    pub may_be_cost: bool,
    pub loud: bool,
}

/// A line that the domain scored.
pub struct Other {
    pub rest: Box<[u8]>,
    pub score: u128,
    pub met: bool,
    pub tiers: bool,
    pub copied: bool,
    pub number: bool,
    pub amount: bool,
    pub checks: Vec<Check>,
    pub loud: bool,
}

pub struct Unit {
    pub number: i64,
    pub text: Box<[u8]>,
    pub known: bool,
}

pub struct Declared {
    pub total: Option<u128>,
    pub total_json: Box<[u8]>,
    pub grain: u128,
    pub grade_json: Box<[u8]>,
    pub disputed: bool,
}

pub struct Rate {
    pub value: u128,
    pub decimals: u32,
    pub scale: u128,
}

pub enum Fact {
    Desk(Desk),
    Heading(Heading),
    Points(Points),
    Frame(Option<Frame>),
    Cell(Option<Cell>),
    Pair(Option<Pair>),
    Other(Other),
    Checks(Vec<Check>),
    Unit(Unit),
    Flag(bool),
    Declared(Declared),
    Rate(Option<Rate>),
}

/// A fraction of two whole numbers.
pub struct Fraction {
    pub above: u128,
    pub below: u128,
}

impl Fraction {
    fn read(fields: &mut Fields) -> Self {
        Fraction { above: fields.count(), below: fields.count() }
    }
}

pub struct Band {
    pub least: u128,
    pub member: Box<[u8]>,
}

/// The findings of number lines.
pub struct LineChecks {
    pub deducted: Check,
    pub full: Check,
    pub below: Check,
    pub above: Check,
    pub no_reason: Check,
    pub no_loss: Check,
    pub beyond: Check,
}

/// What is the same for every form of a pack.
pub struct Pack {
    pub whole: u128,
    pub grain: u128,
    pub over: Fraction,
    pub of_initial: bool,
    pub weight: Box<[u8]>,
    pub reason_below: Fraction,
    pub gap: Fraction,
    pub least_counted: u128,
    pub not_counted: Vec<Box<[u8]>>,
    pub split: bool,
    pub copies_from: usize,
    pub copies_share: Fraction,
    pub bands: Vec<Band>,
    pub met: [Template; 3],
    pub unmet: [Template; 3],
    pub funds: Template,
    pub totals: Template,
    pub section: Template,
    pub lines: LineChecks,
    pub low: Check,
    pub mismatch: Check,
    pub raised: Check,
    pub cut: Check,
    pub unspent: Check,
    pub cost: Check,
}

#[derive(Default)]
pub struct Facts {
    taught: HashMap<Box<[u8]>, Fact>,
    packs: HashMap<u32, Pack>,
    pub no_reason: Vec<String>,
    pub units: Vec<Box<[u8]>>,
    pub sources: Vec<Box<[u8]>>,
    bytes: usize,
    most: usize,
}

impl Facts {
    /// Remembers at most so many facts.
    pub fn new(most: usize) -> Self {
        Facts { most, ..Facts::default() }
    }

    /// Takes a fact; false if everything was forgotten to make room, in which case this one was not taken either.
    pub fn learn(&mut self, message: &[u8]) -> bool {
        let mut fields = Fields::new(message);
        let key = fields.bytes();
        let value = fields.bytes();
        if self.taught.len() >= self.most || self.bytes >= MOST_BYTES {
            self.taught.clear();
            self.packs.clear();
            self.bytes = 0;
            return false;
        }
        // The struct, the table's room for it and the allocations weigh about as much again.
        self.bytes += 2 * message.len() + 400;
        let (&kind, rest) = key.split_first().expect("a kind");
        if kind == kind::PACK {
            let number = u32::from_le_bytes(rest[..4].try_into().expect("a number"));
            let pack = self.pack_of(value);
            self.packs.insert(number, pack);
        } else {
            self.taught.insert(key.into(), read_fact(kind, value));
        }
        true
    }

    /// What was taught of a key.
    fn get(&self, key: &Message) -> Attempt<&Fact> {
        self.taught.get(key.bytes.as_slice()).ok_or(Stop::Unknown)
    }

    pub fn pack(&self, number: u32) -> Attempt<&Pack> {
        self.packs.get(&number).ok_or(Stop::Odd)
    }

    fn pack_of(&mut self, value: &[u8]) -> Pack {
        let mut fields = Fields::new(value);
        self.no_reason = list(fields.bytes()).iter().map(|each| crate::text::as_str(each).to_owned()).collect();
        self.units = list(fields.bytes());
        self.sources = list(fields.bytes());
        let fields = &mut fields;
        Pack {
            whole: fields.count(),
            grain: fields.count(),
            over: Fraction::read(fields),
            of_initial: fields.flag(),
            weight: fields.owned(),
            reason_below: Fraction::read(fields),
            gap: Fraction::read(fields),
            least_counted: fields.count(),
            not_counted: list(fields.bytes()),
            split: fields.flag(),
            copies_from: fields.size(),
            copies_share: Fraction::read(fields),
            bands: bands(fields.bytes()),
            met: std::array::from_fn(|_| Template::read(fields.bytes())),
            unmet: std::array::from_fn(|_| Template::read(fields.bytes())),
            funds: Template::read(fields.bytes()),
            totals: Template::read(fields.bytes()),
            section: Template::read(fields.bytes()),
            lines: LineChecks {
                deducted: Check::read(fields.bytes()),
                full: Check::read(fields.bytes()),
                below: Check::read(fields.bytes()),
                above: Check::read(fields.bytes()),
                no_reason: Check::read(fields.bytes()),
                no_loss: Check::read(fields.bytes()),
                beyond: Check::read(fields.bytes()),
            },
            low: Check::read(fields.bytes()),
            mismatch: Check::read(fields.bytes()),
            raised: Check::read(fields.bytes()),
            cut: Check::read(fields.bytes()),
            unspent: Check::read(fields.bytes()),
            cost: Check::read(fields.bytes()),
        }
    }
}

/// `name(key)` is what was taught of a key; stops at one that is unknown, or a fact of another kind.
macro_rules! taught {
    ($($name:ident: $kind:ident -> $what:ty),* $(,)?) => {
        impl Facts {
            $(pub fn $name(&self, key: &Message) -> Attempt<&$what> {
                match self.get(key)? {
                    Fact::$kind(fact) => Ok(fact),
                    _ => odd(),
                }
            })*
        }
    };
}

taught! {
    desk: Desk -> Desk,
    heading: Heading -> Heading,
    points: Points -> Points,
    frame: Frame -> Option<Frame>,
    cell: Cell -> Option<Cell>,
    pair: Pair -> Option<Pair>,
    other: Other -> Other,
    checks: Checks -> [Check],
    unit: Unit -> Unit,
    same_region: Flag -> bool,
    declared: Declared -> Declared,
    rate: Rate -> Option<Rate>,
}

fn list(message: &[u8]) -> Vec<Box<[u8]>> {
    let mut fields = Fields::new(message);
    let mut items = Vec::new();
    while !fields.is_empty() {
        items.push(fields.owned());
    }
    items
}

fn bands(message: &[u8]) -> Vec<Band> {
    let mut fields = Fields::new(message);
    let mut bands = Vec::new();
    while !fields.is_empty() {
        bands.push(Band { least: fields.count(), member: fields.owned() });
    }
    bands
}

fn read_fact(kind: u8, value: &[u8]) -> Fact {
    let mut reader = Fields::new(value);
    let fields = &mut reader;
    match kind {
        kind::DESK => Fact::Desk(Desk {
            number: fields.size() as i64,
            pack: fields.size() as u32,
            opening: fields.owned(),
            member: fields.owned(),
            scope: Check::read_all(fields.bytes()),
        }),
        kind::HEADING => Fact::Heading(heading(fields)),
        kind::POINTS => Fact::Points(Points {
            weight: fields.count(),
            declared: fields.maybe_number().map(i128::unsigned_abs),
            weight_text: fields.owned(),
            declared_text: fields.owned(),
            declared_json: fields.owned(),
            full: fields.count(),
            full_text: fields.owned(),
            difference: fields.owned(),
            agrees: fields.flag(),
            grain: fields.count(),
        }),
        kind::TARGET_FRAME | kind::ACTUAL_FRAME => Fact::Frame((!fields.is_empty()).then(|| frame(fields))),
        kind::TARGET_CELL | kind::ACTUAL_CELL => Fact::Cell((!fields.is_empty()).then(|| Cell {
            value: fields.count(),
            decimals: fields.size() as u32,
            own: fields.owned(),
            frame: frame(fields),
        })),
        kind::PAIR => Fact::Pair((!fields.is_empty()).then(|| pair(fields))),
        kind::OTHER => Fact::Other(Other {
            rest: fields.owned(),
            score: fields.count(),
            met: fields.flag(),
            tiers: fields.flag(),
            copied: fields.flag(),
            number: fields.flag(),
            amount: fields.flag(),
            checks: Check::read_all(fields.bytes()),
            loud: fields.flag(),
        }),
        kind::UNIT => Fact::Unit(Unit { number: fields.size() as i64, text: fields.owned(), known: fields.flag() }),
        kind::REGION => Fact::Flag(fields.flag()),
        kind::DECLARED => Fact::Declared(Declared {
            total: fields.maybe_number().map(i128::unsigned_abs),
            total_json: fields.owned(),
            grain: fields.count(),
            grade_json: fields.owned(),
            disputed: fields.flag(),
        }),
        kind::RATE => Fact::Rate((!fields.is_empty()).then(|| Rate {
            value: fields.count(),
            decimals: fields.size() as u32,
            scale: fields.count(),
        })),
        _ => Fact::Checks(Check::read_all(value)),
    }
}

fn heading(fields: &mut Fields) -> Heading {
    Heading {
        number: fields.size() as u32,
        name: fields.size() as u32,
        member: fields.owned(),
        told: fields.owned(),
        place: Place { number: fields.size() as u32, opening: fields.owned(), id: fields.owned() },
        standing: fields.size() as u32,
        cost: fields.flag(),
        total_cost: fields.flag(),
        called_cost: fields.flag(),
    }
}

fn frame(fields: &mut Fields) -> Frame {
    Frame {
        number: fields.size() as u32,
        way: Way::read(fields),
        limit: fields.flag(),
        share: fields.flag(),
        symbol: fields.owned(),
        member: list(fields.bytes()),
        step: list(fields.bytes()),
    }
}

fn pair(fields: &mut Fields) -> Pair {
    Pair {
        way: Way::read(fields),
        symbol: fields.owned(),
        sign: fields.owned(),
        strict: fields.flag(),
        least_target: fields.count(),
        least_actual: fields.count(),
        most: fields.count(),
        may_be_cost: fields.flag(),
        loud: fields.flag(),
    }
}
