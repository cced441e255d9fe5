//! Texts with places for figures, as Python cut them, and the figures that go there.

use crate::message::Fields;

/// The values of a template, one after the other in one piece of memory.
#[derive(Default)]
pub struct Values {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Values {
    pub fn clear(&mut self) -> &mut Self {
        self.bytes.clear();
        self.ends.clear();
        self
    }

    pub fn add(&mut self, value: &[u8]) -> &mut Self {
        self.write(|out| out.extend_from_slice(value))
    }

    pub fn write(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        write(&mut self.bytes);
        self.ends.push(self.bytes.len());
        self
    }

    fn get(&self, number: usize) -> &[u8] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.bytes[start..self.ends[number]]
    }
}

/// Constants, each followed by the number of the value that stands behind it, and the last constant.
pub struct Template {
    parts: Vec<(Box<[u8]>, usize)>,
    last: Box<[u8]>,
}

impl Template {
    /// Reads constant, number, constant … constant.
    pub fn read(message: &[u8]) -> Self {
        let mut fields = Fields::new(message);
        let mut parts = Vec::new();
        let mut constant = fields.owned();
        while !fields.is_empty() {
            let slot = fields.size();
            parts.push((constant, slot));
            constant = fields.owned();
        }
        Template { parts, last: constant }
    }

    pub fn fill(&self, out: &mut Vec<u8>, values: &Values) {
        for (constant, slot) in &self.parts {
            out.extend_from_slice(constant);
            out.extend_from_slice(values.get(*slot));
        }
        out.extend_from_slice(&self.last);
    }
}

/// A finding as a template: where it stands among others, and its code.
pub struct Check {
    pub gravity: u32,
    pub rank: u32,
    pub code: Box<[u8]>,
    pub template: Template,
}

impl Check {
    pub fn read(message: &[u8]) -> Self {
        let mut fields = Fields::new(message);
        Check {
            gravity: fields.size() as u32,
            rank: fields.size() as u32,
            code: fields.owned(),
            template: Template::read(fields.bytes()),
        }
    }

    /// A message that is a list of checks.
    pub fn read_all(message: &[u8]) -> Vec<Self> {
        let mut fields = Fields::new(message);
        let mut checks = Vec::new();
        while !fields.is_empty() {
            checks.push(Check::read(fields.bytes()));
        }
        checks
    }
}

/// A finding of a form: `text` begins at `start` in the texts of all findings.
pub struct Found<'a> {
    pub check: &'a Check,
    pub index: i32,
    pub start: usize,
    pub end: usize,
}

/// What was found in a form.
#[derive(Default)]
pub struct Findings<'a> {
    pub found: Vec<Found<'a>>,
    pub texts: Vec<u8>,
    /// Whether only the codes are asked for.
    pub brief: bool,
}

impl<'a> Findings<'a> {
    pub fn tell(&mut self, check: &'a Check, index: i32, values: &Values) {
        let start = self.texts.len();
        if !self.brief {
            check.template.fill(&mut self.texts, values);
        }
        self.found.push(Found { check, index, start, end: self.texts.len() });
    }

    pub fn tell_all(&mut self, checks: &'a [Check], index: i32, values: &Values) {
        for check in checks {
            self.tell(check, index, values);
        }
    }

    /// The gravest first, then check by check, line by line.
    pub fn sort(&mut self) {
        let texts = &self.texts;
        self.found.sort_by(|one, other| {
            (one.check.gravity, one.check.rank, one.index, &texts[one.start..one.end]).cmp(&(
                other.check.gravity,
                other.check.rank,
                other.index,
                &texts[other.start..other.end],
            ))
        });
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        for (number, each) in self.found.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&self.texts[each.start..each.end]);
        }
    }

    /// The codes in alphabetical order, each once, with commas between them.
    pub fn write_codes(&self, out: &mut Vec<u8>) {
        let mut codes: Vec<&[u8]> = self.found.iter().map(|each| &*each.check.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for (number, code) in codes.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            out.extend_from_slice(code);
        }
    }
}
