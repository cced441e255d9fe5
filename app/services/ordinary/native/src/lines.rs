//! The lines of a form: the counterpart of `lines.py` and `number_lines.py`.

use crate::cell::{self, Number, ACTUALS, TARGETS};
use crate::facts::{kind, Heading, Other, Pair, Place, Points, Way};
use crate::figures::{push_percent, push_plain, push_ratio, push_shown, rounded, MILLION};
use crate::funds::{push_difference, Scoring, LONGEST_TEXT};
use crate::json::{Form, Line};
use crate::message::Message;
use crate::stop::{require, Attempt, Stop};
use crate::template::{Findings, Values};
use crate::text::{at_most, push_escaped, same_folded};

/// Weights, scores and declared scores added up; `complete` while every score is declared.
#[derive(Clone, Copy)]
pub struct Sums {
    pub weight: u128,
    pub score: u128,
    pub declared: u128,
    pub complete: bool,
}

impl Sums {
    pub fn of(points: &Points, score: u128) -> Self {
        Sums {
            weight: points.weight,
            score,
            declared: points.declared.unwrap_or(0),
            complete: points.declared.is_some(),
        }
    }

    pub fn include(&mut self, other: Sums) {
        self.weight += other.weight;
        self.score += other.score;
        self.declared += other.declared;
        self.complete &= other.complete;
    }
}

/// A line that may state what the whole project cost.
pub struct Cost<'a> {
    pub index: i32,
    pub heading: &'a Heading,
    pub target: Number<'a>,
    pub actual: Number<'a>,
}

/// The lines of one form as they are scored; `pairs` are those of two numbers, `others` all others.
#[derive(Default)]
pub struct Lines<'a> {
    pub count: usize,
    pub sections: Vec<(&'a Place, Sums)>,
    pub standings: Vec<u32>,
    pub costs: Vec<Cost<'a>>,
    pub judged: usize,
    pub met: usize,
    pub others: Vec<&'a Other>,
    names: Vec<u32>,
    pairs: usize,
    copies: usize,
    off_target: bool,
    limits: usize,
}

/// What is written to while lines are scored.
pub struct Sheets<'b, 'a> {
    pub key: &'b mut Message,
    pub unknown: &'b mut Vec<Vec<u8>>,
    pub values: &'b mut Values,
    pub text: &'b mut Vec<u8>,
    pub findings: &'b mut Findings<'a>,
}

/// A line that was read: where it stands, its points, whether a reason is given.
struct Row<'a> {
    index: i32,
    heading: &'a Heading,
    points: &'a Points,
    explained: bool,
}

impl<'a> Scoring<'a> {
    /// Scores every line, their JSON written to `sheets.text`.
    pub fn lines(&self, form: &Form, money: Option<&'a [u8]>, sheets: &mut Sheets<'_, 'a>) -> Attempt<Lines<'a>> {
        let mut lines = Lines::default();
        let known = sheets.unknown.len();
        for (index, line) in form.lines.iter().enumerate() {
            if index > 0 && !sheets.findings.brief {
                sheets.text.push(b',');
            }
            match self.line(index as i32, line, form, money, sheets, &mut lines) {
                // Other lines have their questions too: they are asked together.
                Err(Stop::Unknown) => sheets.unknown.push(sheets.key.bytes.clone()),
                other => other?,
            }
        }
        if sheets.unknown.len() > known {
            return Err(Stop::Unknown);
        }
        lines.count = form.lines.len();
        self.require_nothing_alike(&mut lines)?;
        Ok(lines)
    }

    fn line(
        &self,
        index: i32,
        line: &Line,
        form: &Form,
        money: Option<&'a [u8]>,
        sheets: &mut Sheets<'_, 'a>,
        lines: &mut Lines<'a>,
    ) -> Attempt<()> {
        let [actual, declared, reason, improvement, level1, level2, name, target, weight] = line.members;
        let heading = self.heading(sheets.key, [level1, level2, name])?;
        let (weight, declared) = (self.texts.maybe(weight), self.texts.maybe(declared));
        let points = self.points(sheets.key, weight, declared)?;
        let (reason, improvement) = (self.texts.maybe(reason), self.texts.maybe(improvement));
        for said in [reason, improvement].into_iter().flatten() {
            require(at_most(said, LONGEST_TEXT))?;
        }
        let explained = self.is_reason(reason);
        lines.names.push(heading.name);
        let row = Row { index, heading, points, explained };
        let (target, actual) = (target.ok_or(Stop::Odd)?, actual.ok_or(Stop::Odd)?);
        let (wanted_text, done_text) = (self.texts.get(target), self.texts.get(actual));
        let wanted = cell::number(self.facts, sheets.key, self.number, TARGETS, target, wanted_text)?;
        let done = cell::number(self.facts, sheets.key, self.number, ACTUALS, actual, done_text)?;
        if let (Some(wanted), Some(done)) = (wanted, done) {
            sheets
                .key
                .start(kind::PAIR, self.number)
                .number(u128::from(heading.number))
                .number(u128::from(wanted.frame.number))
                .number(u128::from(done.frame.number))
                .field(money.unwrap_or(b""));
            let pair = self.facts.pair(sheets.key)?;
            if let Some((pair, compared)) = pair.as_ref().and_then(|pair| Some((pair, compare(pair, &wanted, &done)?)))
            {
                if pair.loud {
                    self.tell_names(&row, wanted_text, sheets)?;
                }
                self.score_pair(&row, pair, wanted, done, &compared, sheets, lines);
                return Ok(());
            }
        }
        sheets
            .key
            .start(kind::OTHER, self.number)
            .number(u128::from(heading.number))
            .field(wanted_text)
            .field(done_text)
            .maybe(weight)
            .maybe(declared)
            .number(u128::from(explained))
            .number(u128::from(form.fiscal_year))
            .maybe(money);
        let other = self.facts.other(sheets.key)?;
        self.add_other(&row, other, wanted_text, sheets, lines)
    }

    fn heading(&self, key: &mut Message, printed: [Option<crate::json::Text>; 3]) -> Attempt<&'a Heading> {
        key.start(kind::HEADING, self.number);
        for text in printed {
            key.maybe(self.texts.maybe(text));
        }
        self.facts.heading(key)
    }

    /// Adds what the checks of names say of a target under a heading.
    fn tell_names(&self, row: &Row<'a>, target: &[u8], sheets: &mut Sheets<'_, 'a>) -> Attempt<()> {
        sheets.key.start(kind::NAMES, self.number).number(u128::from(row.heading.number)).field(target);
        let checks = self.facts.checks(sheets.key)?;
        sheets.values.clear().write(|out| {
            out.extend_from_slice(b"\"pointer\":\"");
            push_pointer(out, row.index, b"/");
        });
        sheets.findings.tell_all(checks, row.index, sheets.values);
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn score_pair(
        &self,
        row: &Row<'a>,
        pair: &'a Pair,
        wanted: Number<'a>,
        done: Number<'a>,
        compared: &Compared,
        sheets: &mut Sheets<'_, 'a>,
        lines: &mut Lines<'a>,
    ) {
        let score = if compared.met {
            row.points.full
        } else {
            rounded(row.points.weight * compared.above, compared.below, self.pack.grain).min(row.points.weight)
        };
        if !sheets.findings.brief {
            self.write_pair(row, pair, &wanted, &done, compared, score, sheets);
        }
        if compared.met {
            self.review_met(row, pair, &wanted, &done, sheets);
        } else {
            self.review_unmet(row, score, sheets);
        }
        lines.add(row, score, compared.met);
        lines.pairs += 1;
        lines.copies += usize::from(same_folded(wanted.text, done.text));
        lines.off_target |= wanted.value != done.value;
        lines.limits += usize::from(wanted.frame.limit && wanted.frame.share);
        if pair.may_be_cost {
            lines.costs.push(Cost { index: row.index, heading: row.heading, target: wanted, actual: done });
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn write_pair(
        &self,
        row: &Row<'a>,
        pair: &Pair,
        wanted: &Number,
        done: &Number,
        compared: &Compared,
        score: u128,
        sheets: &mut Sheets<'_, 'a>,
    ) {
        let points = row.points;
        let Compared { above, below, met, .. } = *compared;
        let values = sheets.values.clear();
        values
            .add(&row.heading.member)
            .write(|out| {
                done.push_own(out);
                out.extend_from_slice(&pair.symbol);
                out.push(b' ');
                out.extend_from_slice(compared.sign(pair));
                out.push(b' ');
                wanted.push_own(out);
                out.extend_from_slice(&pair.symbol);
            })
            .write(|out| wanted.push_member(out))
            .write(|out| done.push_member(out))
            .write(|out| wanted.push_step(out))
            .write(|out| done.push_step(out))
            .write(|out| {
                out.extend_from_slice(b"\"completion_ratio\":\"");
                push_ratio(out, above, below);
                out.push(b'"');
            })
            .add(&points.weight_text);
        let way = pair.way as usize;
        if met {
            values.add(&points.full_text).add(&points.declared_json).add(&points.difference);
            self.pack.met[way].fill(sheets.text, values);
            return;
        }
        let (dividend, divisor) = if compared.more { (wanted, done) } else { (done, wanted) };
        values
            .write(|out| push_plain(out, score as i128))
            .add(&points.declared_json)
            .write(|out| push_difference(out, points.declared, score))
            .write(|out| {
                dividend.push_own(out);
                out.extend_from_slice(" ÷ ".as_bytes());
                divisor.push_own(out);
            })
            .write(|out| {
                push_percent(out, above, below);
                out.push(b'%');
            })
            .write(|out| push_shown(out, points.weight * above, below * MILLION));
        self.pack.unmet[way].fill(sheets.text, values);
    }

    fn review_met(&self, row: &Row<'a>, pair: &Pair, wanted: &Number, done: &Number, sheets: &mut Sheets<'_, 'a>) {
        let (points, checks) = (row.points, &self.pack.lines);
        let over = &self.pack.over;
        let far = wanted.value != done.value && done.value * over.below >= wanted.value * over.above;
        if !row.explained && pair.way == Way::Up && far {
            let values = sheets.values.clear();
            add_line(values, row);
            for number in [wanted, done] {
                values.write(|out| push_escaped(out, number.text, number.plain));
            }
            values.write(|out| {
                push_percent(out, done.value, wanted.value);
                out.push(b'%');
            });
            sheets.findings.tell(&checks.beyond, row.index, values);
        }
        if !points.agrees {
            write_told(sheets.values, row, points.full);
            sheets.findings.tell(&checks.deducted, row.index, sheets.values);
        }
        if points.declared.is_some_and(|declared| declared < points.weight) {
            if !row.explained {
                write_counted(sheets.values, row, points.full);
                sheets.findings.tell(&checks.no_reason, row.index, sheets.values);
            }
        } else if row.explained && wanted.value == done.value {
            write_counted(sheets.values, row, points.full);
            sheets.findings.tell(&checks.no_loss, row.index, sheets.values);
        }
    }

    fn review_unmet(&self, row: &Row<'a>, score: u128, sheets: &mut Sheets<'_, 'a>) {
        let (points, checks) = (row.points, &self.pack.lines);
        if let Some(declared) = points.declared.filter(|_| !points.rounds_to_declared(score)) {
            let check = if declared == points.weight {
                &checks.full
            } else if declared < score {
                &checks.below
            } else {
                &checks.above
            };
            write_told(sheets.values, row, score);
            sheets.findings.tell(check, row.index, sheets.values);
        }
        if !row.explained && points.declared.unwrap_or(score) < points.weight {
            write_counted(sheets.values, row, score);
            sheets.findings.tell(&checks.no_reason, row.index, sheets.values);
        }
    }

    /// A line that the domain scored.
    fn add_other(
        &self,
        row: &Row<'a>,
        other: &'a Other,
        target: &[u8],
        sheets: &mut Sheets<'_, 'a>,
        lines: &mut Lines<'a>,
    ) -> Attempt<()> {
        // Its costs are for the checks of whole forms.
        require(!(other.amount && row.heading.total_cost))?;
        if other.loud {
            self.tell_names(row, target, sheets)?;
        }
        if !sheets.findings.brief {
            sheets.text.push(b'{');
            sheets.text.extend_from_slice(&row.heading.member);
            sheets.text.extend_from_slice(&other.rest);
        }
        if !other.checks.is_empty() {
            sheets.values.clear().write(|out| push_pointer(out, row.index, b"")).add(&row.heading.told);
            sheets.findings.tell_all(&other.checks, row.index, sheets.values);
        }
        lines.add(row, other.score, other.met);
        lines.others.push(other);
        lines.copies += usize::from(other.copied);
        Ok(())
    }

    /// Lines that may be alike, copied, or all on target are for the checks of whole forms.
    fn require_nothing_alike(&self, lines: &mut Lines) -> Attempt<()> {
        const FEWEST_ON_TARGET: usize = 3;
        const FEWEST_LIMITS: usize = 2;
        lines.names.sort_unstable();
        require(lines.names.windows(2).all(|two| two[0] != two[1]))?;
        let share = &self.pack.copies_share;
        let copied = lines.copies as u128 * share.below >= lines.count as u128 * share.above;
        require(lines.count < self.pack.copies_from || !copied)?;
        if lines.off_target {
            return Ok(());
        }
        let loose = lines.others.iter().filter(|other| other.number).count();
        require(lines.pairs + loose < FEWEST_ON_TARGET || lines.limits + loose < FEWEST_LIMITS)
    }
}

/// Two numbers side by side: `more` is whether there is more than the target, `above / below` what is completed.
struct Compared {
    met: bool,
    more: bool,
    equal: bool,
    above: u128,
    below: u128,
}

impl Compared {
    fn sign<'p>(&self, pair: &'p Pair) -> &'p [u8] {
        if self.equal {
            b"="
        } else if self.met {
            &pair.sign
        } else if self.more {
            b">"
        } else {
            b"<"
        }
    }
}

/// None for a zero, a tie or a size that needs the domain.
fn compare(pair: &Pair, wanted: &Number, done: &Number) -> Option<Compared> {
    let (target, actual) = (wanted.value, done.value);
    if target <= pair.least_target || actual <= pair.least_actual || target > pair.most || actual > pair.most {
        return None;
    }
    if target == actual {
        let equal = Compared { met: true, more: false, equal: true, above: actual, below: target };
        return (!pair.strict).then_some(equal);
    }
    let more = actual > target;
    let met = pair.way == if more { Way::Up } else { Way::Down };
    let (above, below) = if more == met { (actual, target) } else { (target, actual) };
    Some(Compared { met, more, equal: false, above, below })
}

impl<'a> Lines<'a> {
    fn add(&mut self, row: &Row<'a>, score: u128, met: bool) {
        let heading = row.heading;
        let sums = Sums::of(row.points, score);
        match self.sections.iter_mut().find(|(place, _)| place.number == heading.place.number) {
            Some((_, section)) => section.include(sums),
            None => self.sections.push((&heading.place, sums)),
        }
        if !self.standings.contains(&heading.standing) {
            self.standings.push(heading.standing);
        }
        // A cost kept low by spending nothing is no achievement.
        if !heading.cost {
            self.judged += 1;
            self.met += usize::from(met);
        }
    }
}

/// The place of a line in the form.
pub fn push_pointer(out: &mut Vec<u8>, index: i32, end: &[u8]) {
    out.extend_from_slice(b"/indicators/");
    crate::figures::push_whole(out, index.unsigned_abs().into());
    out.extend_from_slice(end);
}

fn add_line(values: &mut Values, row: &Row) {
    values.write(|out| push_pointer(out, row.index, b"/")).add(&row.heading.told);
}

/// The figures of a finding about the declared score.
fn write_told(values: &mut Values, row: &Row, score: u128) {
    add_line(values.clear(), row);
    values
        .add(&row.points.weight_text)
        .add(&row.points.declared_text)
        .write(|out| push_plain(out, score as i128))
        .write(|out| push_difference(out, Some(row.points.declared.unwrap_or(0)), score));
}

/// The figures of a finding about the score that counts: the declared one, else the computed one.
fn write_counted(values: &mut Values, row: &Row, score: u128) {
    add_line(values.clear(), row);
    values.add(&row.points.weight_text).write(|out| {
        if row.points.declared.is_some() {
            out.extend_from_slice(&row.points.declared_text);
        } else {
            push_plain(out, score as i128);
        }
    });
}
