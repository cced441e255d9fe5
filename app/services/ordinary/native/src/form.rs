//! One ordinary form, from its bytes to its sheet: the counterpart of `form.py`, `totals.py` and `structure.py`.

use crate::facts::{kind, Band, Declared, Desk, Facts, Unit};
use crate::figures::{push_percent, push_plain, rounded};
use crate::funds::{push_difference, Funds, Scoring};
use crate::json::{Form, Reader, Texts};
use crate::lines::{push_pointer, Cost, Lines, Sheets, Sums};
use crate::message::Message;
use crate::stop::{odd, require, Attempt, Stop};
use crate::template::{Check, Findings, Values};
use crate::text::{as_str, at_most, count, folded, push_escaped};

/// Five hundred indicators with a sentence in each; the same as in `json_syntax.py`.
const LONGEST_BODY: usize = 400_000;
const LONGEST_NAME: usize = 200;
const LONGEST_TEXT: usize = 4_000;
/// Longer than anything that an objective's checks look for.
const LONGEST_TELLING: usize = 30;
const CODE: usize = 21;
/// How much of an answer is asked for.
#[derive(Clone, Copy)]
pub struct Asked {
    /// Head, totals and codes of findings instead of the sheet.
    pub brief: bool,
    /// The canonical text of the form as well, and what a record says of it.
    pub record: bool,
}

/// Memory that is used form after form.
#[derive(Default)]
pub struct Buffers {
    /// Keys that have to be taught first, each a field.
    pub questions: Message,
    /// The answer.
    pub out: Vec<u8>,
    /// The key that was asked for last.
    key: Message,
    unknown: Vec<Vec<u8>>,
    decoded: Vec<u8>,
    values: Values,
    funds: Vec<u8>,
    lines: Vec<u8>,
}

/// Numbers about an answer, and where in `Buffers::out` its parts end.
#[derive(Default, Clone, Copy)]
pub struct Scored {
    pub desk: i64,
    pub score: i64,
    pub weight: i64,
    pub band: i64,
    pub department: i64,
    pub unit: i64,
    /// Where head and totals end, the sheet, the codes, the canonical text, and then code and name of the project and
    /// the declared total; a text that is not there is empty.
    pub ends: [i64; 7],
}

/// Scores a form, or leaves questions in `buffers`.
pub fn score(facts: &Facts, buffers: &mut Buffers, body: &[u8], asked: Asked) -> Attempt<Scored> {
    buffers.unknown.clear();
    let scored = scored(facts, buffers, body, asked);
    if let Err(Stop::Unknown) = scored {
        if buffers.unknown.is_empty() {
            buffers.unknown.push(buffers.key.bytes.clone());
        }
        buffers.questions.bytes.clear();
        for key in &buffers.unknown {
            buffers.questions.field(key);
        }
    }
    scored
}

fn scored(facts: &Facts, buffers: &mut Buffers, body: &[u8], asked: Asked) -> Attempt<Scored> {
    require(body.len() <= LONGEST_BODY && std::str::from_utf8(body).is_ok())?;
    let form = Reader::read(body, &mut buffers.decoded)?;
    let texts = Texts { body, decoded: &buffers.decoded };
    let mut findings = Findings { brief: asked.brief, ..Findings::default() };
    let (desk, scoring) = open(facts, &mut buffers.key, &form, texts)?;
    let key = &mut buffers.key;
    let department = scoring.unit(key, form.department)?;
    let unit = scoring.unit(key, form.unit)?;
    require(unit.known)?;
    scoring.check_project(key, &form)?;
    scoring.check_objective(&form)?;
    buffers.funds.clear();
    buffers.lines.clear();
    let funds = scoring.funds(&form, key, &mut buffers.values, &mut buffers.funds, &mut findings)?;
    let mut sheets = Sheets {
        key,
        unknown: &mut buffers.unknown,
        values: &mut buffers.values,
        text: &mut buffers.lines,
        findings: &mut findings,
    };
    let lines = scoring.lines(&form, Some(funds.unit), &mut sheets)?;
    let mut sums = Sums::of(funds.points, funds.score);
    for (_, section) in &lines.sections {
        sums.include(*section);
    }
    let declared = scoring.declared(&mut buffers.key, &form)?;
    require(sums.weight == scoring.pack.whole)?;
    check_declared(declared, &sums)?;
    let number = scoring.pack.bands.iter().position(|band| sums.score >= band.least);
    let number = number.unwrap_or(scoring.pack.bands.len() - 1);
    scoring.review_spending(&lines, &funds, &mut buffers.values, &mut findings)?;
    let nothing = buffers.values.clear();
    findings.tell_all(scoring.weights(&mut buffers.key, &lines)?, -1, nothing);
    findings.tell_all(scoring.structure(&mut buffers.key, &lines)?, -1, nothing);
    findings.tell_all(&desk.scope, -1, nothing);
    findings.tell_all(scoring.authorities(&mut buffers.key, &lines)?, -1, nothing);
    findings.sort();

    let out = &mut buffers.out;
    out.clear();
    let mut scored = Scored {
        desk: desk.number,
        score: sums.score as i64,
        weight: sums.weight as i64,
        band: number as i64,
        department: department.number,
        unit: unit.number,
        ends: [0; 7],
    };
    scoring.write_head(out, &form, desk, department, unit);
    write_totals(&mut buffers.values, &sums, declared, &scoring.pack.bands[number]);
    scoring.pack.totals.fill(out, &buffers.values);
    scored.ends[0] = out.len() as i64;
    if !asked.brief {
        out.extend_from_slice(b",\"funds\":");
        out.extend_from_slice(&buffers.funds);
        out.extend_from_slice(b",\"sections\":[");
        scoring.push_sections(out, &mut buffers.values, &lines);
        out.extend_from_slice(b"],\"indicators\":[");
        out.extend_from_slice(&buffers.lines);
        out.extend_from_slice(b"],\"findings\":[");
        findings.write(out);
        out.extend_from_slice(b"]}");
    }
    scored.ends[1] = out.len() as i64;
    findings.write_codes(out);
    scored.ends[2] = out.len() as i64;
    if asked.record {
        write_record(out, &form, texts, &mut scored.ends[3..]);
    }
    Ok(scored)
}

/// The canonical text, then code and name of the project and the declared total; `ends` is told where each ends.
fn write_record(out: &mut Vec<u8>, form: &Form, texts: Texts, ends: &mut [i64]) {
    crate::canonical::write(out, form, texts);
    ends[0] = out.len() as i64;
    let [code, name] = form.project.unwrap_or_default();
    let total = form.declared.and_then(|members| members[1]);
    for (end, text) in ends[1..].iter_mut().zip([code, name, total]) {
        out.extend_from_slice(texts.maybe(text).unwrap_or_default());
        *end = out.len() as i64;
    }
}

/// What decides the pack, and where to look things up.
fn open<'a>(facts: &'a Facts, key: &mut Message, form: &Form, texts: Texts<'a>) -> Attempt<(&'a Desk, Scoring<'a>)> {
    let kind = texts.get(form.kind.ok_or(Stop::Odd)?);
    key.start(kind::DESK, 0).field(kind).number(u128::from(form.fiscal_year)).maybe(texts.maybe(form.region_code));
    match form.rule_pack {
        Some([id, version]) => {
            require(id.is_some())?;
            key.maybe(texts.maybe(id)).maybe(texts.maybe(version));
        }
        None => {
            key.maybe(None).maybe(None);
        }
    }
    let desk = facts.desk(key)?;
    Ok((
        desk,
        Scoring {
            facts,
            number: desk.pack,
            pack: facts.pack(desk.pack)?,
            texts,
            region: texts.maybe(form.region_code),
        },
    ))
}

fn check_declared(declared: &Declared, sums: &Sums) -> Attempt<()> {
    let Some(total) = declared.total else {
        return Ok(());
    };
    require(sums.complete && rounded(sums.declared, 1, declared.grain) == total && !declared.disputed)
}

fn write_totals(values: &mut Values, sums: &Sums, declared: &Declared, band: &Band) {
    values
        .clear()
        .write(|out| push_plain(out, sums.score as i128))
        .write(|out| push_plain(out, sums.weight as i128))
        .write(|out| {
            out.extend_from_slice(b"\"declared\":");
            out.extend_from_slice(&declared.total_json);
        })
        .write(|out| {
            out.extend_from_slice(b"\"difference\":");
            push_difference(out, declared.total, sums.score);
        })
        .add(&band.member)
        .add(&declared.grade_json);
}

impl<'a> Scoring<'a> {
    /// A department or a unit.
    fn unit(&self, key: &mut Message, named: Option<crate::json::Members<2>>) -> Attempt<&'a Unit> {
        let [code, name] = named.unwrap_or_default();
        key.start(kind::UNIT, self.number).maybe(self.texts.maybe(code)).maybe(self.texts.maybe(name));
        self.facts.unit(key)
    }

    /// Stops unless the project is named and its code, if it has one, is that of this form.
    fn check_project(&self, key: &mut Message, form: &Form) -> Attempt<()> {
        let [code, name] = form.project.unwrap_or_default().map(|text| self.texts.maybe(text));
        for text in [code, name].into_iter().flatten() {
            require(at_most(text, LONGEST_NAME))?;
        }
        let Some(code) = code.filter(|code| !code.is_empty()) else {
            return require(self.is_reason(name));
        };
        let digits = |range: std::ops::Range<usize>| code[range].iter().all(u8::is_ascii_digit);
        require(code.len() == CODE && digits(0..8) && code[8].is_ascii_uppercase() && digits(9..CODE))?;
        let year = code[6..8].iter().fold(0, |year, digit| year * 10 + u32::from(digit - b'0'));
        require(2000 + year <= form.fiscal_year)?;
        let Some(region) = self.region else {
            return Ok(());
        };
        key.start(kind::REGION, self.number).field(&code[..6]).field(region);
        require(*self.facts.same_region(key)?)
    }

    /// Stops where a check may have something to say of the objective.
    fn check_objective(&self, form: &Form) -> Attempt<()> {
        let [actual, expected] = form.objective.unwrap_or_default().map(|text| self.texts.maybe(text));
        for text in [actual, expected].into_iter().flatten() {
            require(at_most(text, LONGEST_TEXT))?;
        }
        let actual = actual.unwrap_or(b"");
        if count(actual) > LONGEST_TELLING && !as_str(actual).contains(char::is_whitespace) {
            return Ok(());
        }
        let said: String = folded(actual).collect();
        let telling = said.contains(['%', '％']) || said.starts_with('未') || said.starts_with("没有");
        require(count(said.as_bytes()) > LONGEST_TELLING || !telling)
    }

    fn declared(&self, key: &mut Message, form: &Form) -> Attempt<&'a Declared> {
        let [grade, total] = form.declared.unwrap_or_default();
        key.start(kind::DECLARED, self.number).maybe(self.texts.maybe(total)).maybe(self.texts.maybe(grade));
        self.facts.declared(key)
    }

    /// The members of the sheet that come before its totals.
    fn write_head(&self, out: &mut Vec<u8>, form: &Form, desk: &Desk, department: &Unit, unit: &Unit) {
        out.push(b'{');
        out.extend_from_slice(&desk.opening);
        out.extend_from_slice(b",\"project\":");
        self.push_project(out, form);
        out.extend_from_slice(b",\"department\":");
        out.extend_from_slice(&department.text);
        out.extend_from_slice(b",\"unit\":");
        out.extend_from_slice(&unit.text);
        out.push(b',');
        out.extend_from_slice(&desk.member);
        out.extend_from_slice(b",\"totals\":");
    }

    fn push_project(&self, out: &mut Vec<u8>, form: &Form) {
        let [code, name] = form.project.unwrap_or_default();
        out.extend_from_slice(b"{\"code\":");
        self.push_text(out, code);
        out.extend_from_slice(b",\"name\":");
        self.push_text(out, name);
        out.push(b'}');
    }

    /// A text as JSON, null for one that is empty.
    fn push_text(&self, out: &mut Vec<u8>, text: Option<crate::json::Text>) {
        match text.map(|each| (self.texts.get(each), each.plain)).filter(|(bytes, _)| !bytes.is_empty()) {
            Some((bytes, plain)) => {
                out.push(b'"');
                push_escaped(out, bytes, plain);
                out.push(b'"');
            }
            None => out.extend_from_slice(b"null"),
        }
    }

    fn push_sections(&self, out: &mut Vec<u8>, values: &mut Values, lines: &Lines) {
        for (number, (place, sums)) in lines.sections.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            values
                .clear()
                .add(&place.opening)
                .write(|out| push_plain(out, sums.weight as i128))
                .write(|out| push_plain(out, sums.score as i128))
                .write(|out| {
                    if sums.complete {
                        out.push(b'"');
                        push_plain(out, sums.declared as i128);
                        out.push(b'"');
                    } else {
                        out.extend_from_slice(b"null");
                    }
                });
            self.pack.section.fill(out, values);
        }
    }

    /// What is to be said of costs and of unspent money.
    fn review_spending(
        &self,
        lines: &Lines<'a>,
        funds: &Funds,
        values: &mut Values,
        findings: &mut Findings<'a>,
    ) -> Attempt<()> {
        let (budget, spent) = (funds.budget.value as i128, funds.executed.value as i128);
        let (judged, met) = (lines.judged as i128, lines.met as i128);
        let gap = &self.pack.gap;
        let ahead = (met * budget - judged * spent) * gap.below as i128;
        if judged > 0 && ahead > gap.above as i128 * judged * budget {
            write_unspent(values, lines, funds);
            findings.tell(&self.pack.unspent, -1, values);
        }
        match &lines.costs[..] {
            [] => Ok(()),
            [cost] => self.review_cost(cost, funds, values, findings),
            _ => odd(),
        }
    }

    /// The only cost of a form; stops where there is more to it.
    fn review_cost(
        &self,
        cost: &Cost<'a>,
        funds: &Funds,
        values: &mut Values,
        findings: &mut Findings<'a>,
    ) -> Attempt<()> {
        let executed = funds.executed;
        let mut plain = Vec::with_capacity(20);
        push_plain(&mut plain, executed.value as i128);
        require(plain == executed.text)?;
        for number in [&cost.target, &cost.actual] {
            require(number.frame.symbol.is_empty() || *number.frame.symbol == *funds.unit)?;
        }
        let (limit, actual) = (cost.target.value, cost.actual.value);
        require(!(limit > funds.adjusted.value && funds.adjusted.value < funds.initial.value))?;
        require(cost.target.frame.way != crate::facts::Way::Up)?;
        let grain = grain_of(cost.actual.decimals).max(executed.grain);
        if 2 * actual.abs_diff(executed.value) <= grain || !is_of_the_whole_project(cost, funds) {
            return Ok(());
        }
        let name = &cost.heading.told[3..cost.heading.told.len() - 3];
        values.clear().write(|out| push_pointer(out, cost.index, b"/")).add(name);
        for amount in [actual as i128, executed.value as i128, actual as i128 - executed.value as i128] {
            values.write(|out| {
                push_plain(out, amount);
                out.extend_from_slice(funds.unit);
            });
        }
        findings.tell(&self.pack.cost, cost.index, values);
        Ok(())
    }

    /// What the weights of the sections give to say: usually nothing.
    fn weights(&self, key: &mut Message, lines: &Lines) -> Attempt<&'a [Check]> {
        let is_counted = |id: &[u8]| !self.pack.not_counted.iter().any(|each| **each == *id);
        let counted: u128 =
            lines.sections.iter().filter(|(place, _)| is_counted(&place.id)).map(|(_, sums)| sums.weight).sum();
        if counted >= self.pack.least_counted && !self.pack.split {
            return Ok(&[]);
        }
        let mut weights: Vec<(&[u8], u128)> = Vec::new();
        for (place, sums) in &lines.sections {
            match weights.iter_mut().find(|(id, _)| **id == *place.id) {
                Some((_, weight)) => *weight += sums.weight,
                None => weights.push((&place.id, sums.weight)),
            }
        }
        weights.sort_unstable();
        key.start(kind::WEIGHTS, self.number);
        for (id, weight) in weights {
            key.field(id).number(weight);
        }
        self.facts.checks(key)
    }

    /// What the sections of the lines give to say.
    fn structure(&self, key: &mut Message, lines: &Lines) -> Attempt<&'a [Check]> {
        let mut standings = lines.standings.clone();
        standings.sort_unstable();
        key.start(kind::STRUCTURE, self.number);
        for standing in standings {
            key.number(u128::from(standing));
        }
        self.facts.checks(key)
    }

    /// What rests on rules that nobody verified.
    fn authorities(&self, key: &mut Message, lines: &Lines) -> Attempt<&'a [Check]> {
        let by_tiers = lines.others.iter().filter(|other| other.tiers).count();
        key.start(kind::AUTHORITIES, self.number);
        key.number((lines.count - by_tiers) as u128).number(by_tiers as u128);
        self.facts.checks(key)
    }
}

fn grain_of(decimals: u32) -> u128 {
    10u128.pow(6 - decimals)
}

/// More than was spent, a limit that is the budget, or what is called a cost and is more than a mere price.
fn is_of_the_whole_project(line: &Cost, funds: &Funds) -> bool {
    let (cost, limit) = (line.actual.value, &line.target);
    let is_limit = |budget: crate::funds::Amount| {
        2 * limit.value.abs_diff(budget.value) <= grain_of(limit.decimals).max(budget.grain)
    };
    cost > funds.executed.value
        || is_limit(funds.initial)
        || is_limit(funds.adjusted)
        || (line.heading.called_cost && 10 * cost >= funds.executed.value)
}

fn write_unspent(values: &mut Values, lines: &Lines, funds: &Funds) {
    let (judged, met) = (lines.judged, lines.met);
    values
        .clear()
        .write(|out| {
            push_percent(out, funds.executed.value, funds.budget.value);
            out.push(b'%');
        })
        .add(format!(" {judged} ").as_bytes())
        .add(format!(" {met} ").as_bytes())
        .write(|out| {
            push_percent(out, met as u128, judged as u128);
            out.push(b'%');
        })
        .add(format!("\"met\":\"{met}\"").as_bytes())
        .add(format!("\"judged\":\"{judged}\"").as_bytes())
        .add(format!("{met} of {judged}").as_bytes());
}
