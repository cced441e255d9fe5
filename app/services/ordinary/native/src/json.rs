//! Reads the JSON of a form: the members of the contract, each at most once, texts where texts belong.
//!
//! Whatever is anything else ends the attempt, and the domain's way says what is wrong with it.

use std::ops::Range;

use crate::stop::{odd, Attempt};
use crate::text::{word_of, zero_in, HIGH, ONES};

/// A text: where its bytes are, in the body or, if it had escapes, among those decoded; `plain` needs no escapes.
#[derive(Clone, Copy)]
pub struct Text {
    start: u32,
    end: u32,
    decoded: bool,
    pub plain: bool,
}

/// The body and the texts that were decoded.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    pub body: &'a [u8],
    pub decoded: &'a [u8],
}

impl<'a> Texts<'a> {
    pub fn get(&self, text: Text) -> &'a [u8] {
        let source = if text.decoded { self.decoded } else { self.body };
        &source[text.start as usize..text.end as usize]
    }

    pub fn maybe(&self, text: Option<Text>) -> Option<&'a [u8]> {
        text.map(|each| self.get(each))
    }
}

/// The members of an object in the order of their names, null for what is not there.
pub type Members<const COUNT: usize> = [Option<Text>; COUNT];

pub struct Line {
    pub members: Members<9>,
    pub core: Option<bool>,
}

/// A form as it was sent; members of objects stand in the order of the constants of their names.
#[derive(Default)]
pub struct Form {
    pub kind: Option<Text>,
    pub fiscal_year: u32,
    pub region_code: Option<Text>,
    pub rule_pack: Option<Members<2>>,
    pub project: Option<Members<2>>,
    pub department: Option<Members<2>>,
    pub unit: Option<Members<2>>,
    pub funds: Option<Members<5>>,
    pub total: Option<Members<3>>,
    pub rows: Option<Vec<Members<6>>>,
    pub objective: Option<Members<2>>,
    pub lines: Vec<Line>,
    pub declared: Option<Members<2>>,
}

// The names of texts, sorted; then those that must be null.
pub const PACK: [&[u8]; 2] = [b"id", b"version"];
pub const NAMED: [&[u8]; 2] = [b"code", b"name"];
pub const FUNDS: [&[u8]; 5] = [b"declared_rate", b"declared_score", b"deviation_reason", b"unit", b"weight"];
const FUNDS_EMPTY: &[&[u8]] = &[b"declared_arrival_rate"];
pub const TOTAL: [&[u8]; 3] = [b"adjusted_budget", b"executed", b"initial_budget"];
const TOTAL_EMPTY: &[&[u8]] = &[b"arrived"];
pub const ROW: [&[u8]; 6] = [b"adjusted_budget", b"declared_rate", b"executed", b"initial_budget", b"name", b"source"];
const ROW_EMPTY: &[&[u8]] = &[b"arrived", b"split", b"parent", b"declared_score"];
pub const OBJECTIVE: [&[u8]; 2] = [b"actual", b"expected"];
pub const DECLARED: [&[u8]; 2] = [b"grade", b"total"];
const DECLARED_EMPTY: &[&[u8]] = &[b"sections"];
pub const LINE: [&[u8]; 9] = [
    b"actual",
    b"declared_score",
    b"deviation_reason",
    b"improvement",
    b"level1",
    b"level2",
    b"name",
    b"target",
    b"weight",
];
const LINE_EMPTY: &[&[u8]] = &[
    b"criterion",
    b"initial_target",
    b"direction",
    b"declared_completion",
    b"formula",
    b"facts",
    b"checks",
    b"tier",
    b"completion",
    b"deductions",
    b"survey",
    b"parts",
    b"not_applicable",
];
const TOP: [&[u8]; 12] = [
    b"kind",
    b"fiscal_year",
    b"region_code",
    b"rule_pack",
    b"project",
    b"department",
    b"unit",
    b"funds",
    b"objective",
    b"indicators",
    b"declared",
    b"section_weights",
];
const MOST_LINES: usize = 500;
const MOST_ROWS: usize = 100;
const CORE: usize = 30;

pub struct Reader<'a> {
    body: &'a [u8],
    at: usize,
    decoded: &'a mut Vec<u8>,
}

impl<'a> Reader<'a> {
    /// Reads a whole body of valid UTF-8.
    pub fn read(body: &'a [u8], decoded: &'a mut Vec<u8>) -> Attempt<Form> {
        decoded.clear();
        let mut reader = Reader { body, at: 0, decoded };
        let form = reader.form()?;
        reader.space();
        if reader.at == body.len() {
            Ok(form)
        } else {
            odd()
        }
    }

    fn form(&mut self) -> Attempt<Form> {
        let mut form = Form::default();
        let mut rows_of_funds = None;
        let mut seen = 0u32;
        self.object(|reader, name| {
            let Some(number) = TOP.iter().position(|each| *each == name) else {
                return odd();
            };
            once(&mut seen, number)?;
            match number {
                0 => form.kind = reader.maybe_text()?,
                1 => form.fiscal_year = reader.year()?,
                2 => form.region_code = reader.maybe_text()?,
                3 => form.rule_pack = reader.maybe_members(PACK, &[])?,
                4 => form.project = reader.maybe_members(NAMED, &[])?,
                5 => form.department = reader.maybe_members(NAMED, &[])?,
                6 => form.unit = reader.maybe_members(NAMED, &[])?,
                7 => {
                    if !reader.null() {
                        let (funds, total, rows) = reader.funds()?;
                        (form.funds, form.total) = (Some(funds), total);
                        rows_of_funds = rows;
                    }
                }
                8 => form.objective = reader.maybe_members(OBJECTIVE, &[])?,
                9 => reader.list(MOST_LINES, |reader| {
                    let line = reader.line()?;
                    form.lines.push(line);
                    Ok(())
                })?,
                10 => form.declared = reader.maybe_members(DECLARED, DECLARED_EMPTY)?,
                _ => {
                    if !reader.null() {
                        return odd();
                    }
                }
            }
            Ok(())
        })?;
        form.rows = rows_of_funds;
        Ok(form)
    }

    #[allow(clippy::type_complexity)]
    fn funds(&mut self) -> Attempt<(Members<5>, Option<Members<3>>, Option<Vec<Members<6>>>)> {
        let (mut total, mut rows) = (None, None);
        let (mut seen_total, mut seen_rows) = (0u32, 0u32);
        let members = self.members(FUNDS, FUNDS_EMPTY, |reader, name| match name {
            b"total" => {
                once(&mut seen_total, 0)?;
                total = reader.maybe_members(TOTAL, TOTAL_EMPTY)?;
                Ok(true)
            }
            b"rows" => {
                once(&mut seen_rows, 0)?;
                if !reader.null() {
                    let mut found = Vec::with_capacity(4);
                    reader.list(MOST_ROWS, |reader| {
                        found.push(reader.members(ROW, ROW_EMPTY, |_, _| Ok(false))?);
                        Ok(())
                    })?;
                    rows = Some(found);
                }
                Ok(true)
            }
            _ => Ok(false),
        })?;
        Ok((members, total, rows))
    }

    fn line(&mut self) -> Attempt<Line> {
        let mut core = None;
        let mut seen = 0u32;
        let members = self.members(LINE, LINE_EMPTY, |reader, name| {
            if name != b"core" {
                return Ok(false);
            }
            once(&mut seen, CORE)?;
            core = reader.maybe_flag()?;
            Ok(true)
        })?;
        Ok(Line { members, core })
    }

    fn maybe_members<const COUNT: usize>(
        &mut self,
        names: [&[u8]; COUNT],
        empty: &[&[u8]],
    ) -> Attempt<Option<Members<COUNT>>> {
        if self.null() {
            return Ok(None);
        }
        self.members(names, empty, |_, _| Ok(false)).map(Some)
    }

    /// The texts of an object; `other` may read a member of another kind, and says whether it did.
    fn members<const COUNT: usize>(
        &mut self,
        names: [&[u8]; COUNT],
        empty: &[&[u8]],
        mut other: impl FnMut(&mut Self, &[u8]) -> Attempt<bool>,
    ) -> Attempt<Members<COUNT>> {
        let mut members = [None; COUNT];
        let mut seen = 0u32;
        // Members mostly come in one and the same order, seldom in that of the alphabet: no guess is made.
        self.object(|reader, name| {
            if let Some(number) = names.iter().position(|each| *each == name) {
                once(&mut seen, number)?;
                members[number] = reader.maybe_text()?;
                return Ok(());
            }
            if other(reader, name)? {
                return Ok(());
            }
            match empty.iter().position(|each| *each == name) {
                Some(number) => once(&mut seen, COUNT + number)?,
                None => return odd(),
            }
            if reader.null() {
                Ok(())
            } else {
                odd()
            }
        })?;
        Ok(members)
    }

    fn object(&mut self, mut member: impl FnMut(&mut Self, &[u8]) -> Attempt<()>) -> Attempt<()> {
        self.expect(b'{')?;
        self.space();
        if self.skip(b'}') {
            return Ok(());
        }
        loop {
            self.space();
            let range = self.plain_text()?;
            let body = self.body;
            self.space();
            self.expect(b':')?;
            self.space();
            member(self, &body[range])?;
            self.space();
            if self.skip(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn list(&mut self, most: usize, mut item: impl FnMut(&mut Self) -> Attempt<()>) -> Attempt<()> {
        self.expect(b'[')?;
        self.space();
        if self.skip(b']') {
            return Ok(());
        }
        for _ in 0..most {
            self.space();
            item(self)?;
            self.space();
            if self.skip(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
        odd()
    }

    /// A name without escapes.
    fn plain_text(&mut self) -> Attempt<Range<usize>> {
        self.expect(b'"')?;
        let start = self.at;
        let end = self.run_of_text();
        if self.body.get(end) != Some(&b'"') {
            return odd();
        }
        self.at = end + 1;
        Ok(start..end)
    }

    fn maybe_text(&mut self) -> Attempt<Option<Text>> {
        if self.body.get(self.at) == Some(&b'"') {
            return self.text().map(Some);
        }
        if self.null() {
            return Ok(None);
        }
        odd()
    }

    fn text(&mut self) -> Attempt<Text> {
        self.expect(b'"')?;
        let start = self.at;
        let end = self.run_of_text();
        self.at = end + 1;
        match self.body.get(end) {
            Some(b'"') => Ok(Text { start: start as u32, end: end as u32, decoded: false, plain: true }),
            Some(b'\\') => self.decoded_text(start, end),
            _ => odd(),
        }
    }

    /// A text whose first escape stands at `end`.
    fn decoded_text(&mut self, start: usize, end: usize) -> Attempt<Text> {
        let begin = self.decoded.len();
        let mut plain = true;
        let (mut from, mut to) = (start, end);
        loop {
            self.decoded.extend_from_slice(&self.body[from..to]);
            match self.body.get(to) {
                Some(b'"') => break,
                Some(b'\\') => from = self.escape(to + 1, &mut plain)?,
                _ => return odd(),
            }
            self.at = from;
            to = self.run_of_text();
        }
        self.at = to + 1;
        Ok(Text { start: begin as u32, end: self.decoded.len() as u32, decoded: true, plain })
    }

    /// What an escape stands for; where the text goes on.
    fn escape(&mut self, at: usize, plain: &mut bool) -> Attempt<usize> {
        let byte = match self.body.get(at) {
            Some(b'u') => return self.code_point(at + 1, plain),
            Some(b'/') => b'/',
            Some(b'"') => b'"',
            Some(b'\\') => b'\\',
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            _ => return odd(),
        };
        *plain &= byte == b'/';
        self.decoded.push(byte);
        Ok(at + 1)
    }

    fn code_point(&mut self, at: usize, plain: &mut bool) -> Attempt<usize> {
        let unit = self.four_digits(at)?;
        let (code, next) = if (0xd800..0xdc00).contains(&unit) {
            if self.body.get(at + 4..at + 6) != Some(b"\\u") {
                return odd();
            }
            let low = self.four_digits(at + 6)?;
            if !(0xdc00..0xe000).contains(&low) {
                return odd();
            }
            (0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), at + 10)
        } else {
            (unit, at + 4)
        };
        let Some(character) = char::from_u32(code).filter(|_| code >= 0x20) else {
            return odd();
        };
        *plain &= character != '"' && character != '\\';
        self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(next)
    }

    fn four_digits(&self, at: usize) -> Attempt<u32> {
        let Some(digits) = self.body.get(at..at + 4) else {
            return odd();
        };
        let mut code = 0;
        for &digit in digits {
            match (digit as char).to_digit(16) {
                Some(value) => code = code * 16 + value,
                None => return odd(),
            }
        }
        Ok(code)
    }

    /// Where a quote, a backslash, a control character or the end stands, from here on.
    fn run_of_text(&self) -> usize {
        let mut at = self.at;
        while let Some(eight) = self.body.get(at..at + 8) {
            if special(word_of(eight)) {
                break;
            }
            at += 8;
        }
        while let Some(&byte) = self.body.get(at) {
            if byte == b'"' || byte == b'\\' || byte < 0x20 {
                break;
            }
            at += 1;
        }
        at
    }

    fn year(&mut self) -> Attempt<u32> {
        let Some(digits) = self.body.get(self.at..self.at + 4) else {
            return odd();
        };
        let ends =
            self.body.get(self.at + 4).is_some_and(|byte| matches!(byte, b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t'));
        if !digits.iter().all(u8::is_ascii_digit) || digits[0] == b'0' || !ends {
            return odd();
        }
        self.at += 4;
        Ok(digits.iter().fold(0, |year, digit| year * 10 + u32::from(digit - b'0')))
    }

    fn null(&mut self) -> bool {
        self.word(b"null")
    }

    fn maybe_flag(&mut self) -> Attempt<Option<bool>> {
        if self.word(b"true") {
            return Ok(Some(true));
        }
        if self.word(b"false") {
            return Ok(Some(false));
        }
        if self.null() {
            return Ok(None);
        }
        odd()
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let is = self.body[self.at..].starts_with(word);
        if is {
            self.at += word.len();
        }
        is
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.body.get(self.at) {
            self.at += 1;
        }
    }

    fn skip(&mut self, byte: u8) -> bool {
        let is = self.body.get(self.at) == Some(&byte);
        if is {
            self.at += 1;
        }
        is
    }

    fn expect(&mut self, byte: u8) -> Attempt<()> {
        if self.skip(byte) {
            Ok(())
        } else {
            odd()
        }
    }
}

fn once(seen: &mut u32, number: usize) -> Attempt<()> {
    let bit = 1 << number;
    if *seen & bit != 0 {
        return odd();
    }
    *seen |= bit;
    Ok(())
}

/// Whether one of eight bytes is a quote, a backslash or a control character.
fn special(word: u64) -> bool {
    let below_space = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    below_space | zero_in(word ^ (ONES * u64::from(b'"'))) | zero_in(word ^ (ONES * u64::from(b'\\'))) != 0
}
