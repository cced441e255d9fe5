//! Plain funds: one budget, some of it spent. The counterpart of `plain_funds.py`.

use crate::facts::{kind, Facts, Pack, Points};
use crate::figures::{push_percent, push_plain, push_ratio, push_shown, rounded, MILLION};
use crate::json::{Form, Members, Texts};
use crate::message::Message;
use crate::stop::{odd, require, Attempt, Stop};
use crate::template::{Findings, Values};
use crate::text::{at_most, folded};

const LONGEST_NAME: usize = 200;
pub const LONGEST_TEXT: usize = 4_000;
const LONGEST_RATE: usize = 18;
const MOST_DIGITS: usize = 12;
const MOST_DECIMALS: usize = 6;

/// An amount in millionths of its unit; `grain` is what its last decimal counts.
#[derive(Clone, Copy)]
pub struct Amount<'a> {
    pub value: u128,
    pub grain: u128,
    pub text: &'a [u8],
}

/// What was budgeted and spent, in the unit of the form.
pub struct Funds<'a> {
    pub unit: &'a [u8],
    pub initial: Amount<'a>,
    pub adjusted: Amount<'a>,
    pub budget: Amount<'a>,
    pub executed: Amount<'a>,
    pub points: &'a Points,
    pub score: u128,
}

/// A form being scored: what was taught, for which pack, and the form's texts.
pub struct Scoring<'a> {
    pub facts: &'a Facts,
    pub number: u32,
    pub pack: &'a Pack,
    pub texts: Texts<'a>,
    pub region: Option<&'a [u8]>,
}

impl<'a> Scoring<'a> {
    /// Reads funds and scores them, their JSON written to `out`.
    pub fn funds(
        &self,
        form: &Form,
        key: &mut Message,
        values: &mut Values,
        out: &mut Vec<u8>,
        findings: &mut Findings<'a>,
    ) -> Attempt<Funds<'a>> {
        let (Some(members), Some(total)) = (form.funds, form.total) else {
            return odd();
        };
        let [rate, declared, reason, unit, weight] = members;
        let unit = self.texts.get(unit.ok_or(Stop::Odd)?);
        require(self.facts.units.iter().any(|each| **each == *unit))?;
        let reason = self.texts.maybe(reason);
        require(reason.map_or(true, |text| at_most(text, LONGEST_TEXT)))?;
        let [adjusted, executed, initial] = total;
        let [adjusted, executed, initial] = [self.amount(adjusted)?, self.amount(executed)?, self.amount(initial)?];
        let budget = if self.pack.of_initial { initial } else { adjusted };
        require(executed.value > 0 && executed.value <= adjusted.value && executed.value <= budget.value)?;
        require(initial.value > 0)?;
        if let Some(rows) = &form.rows {
            self.check_rows(rows, key, [adjusted, executed, initial])?;
        }
        if let Some(rate) = self.texts.maybe(rate) {
            self.check_rate(rate, key, executed.value, budget.value)?;
        }
        let weight = weight.map_or(&*self.pack.weight, |text| self.texts.get(text));
        let points = self.points(key, Some(weight), self.texts.maybe(declared))?;
        let product = points.weight * executed.value;
        let score = rounded(product, budget.value, self.pack.grain).min(points.weight);
        let funds = Funds { unit, initial, adjusted, budget, executed, points, score };
        self.write(&funds, product, values, out);
        self.review(&funds, reason, values, findings);
        Ok(funds)
    }

    pub fn points(&self, key: &mut Message, weight: Option<&[u8]>, declared: Option<&[u8]>) -> Attempt<&'a Points> {
        key.start(kind::POINTS, self.number).maybe(weight).maybe(declared);
        self.facts.points(key)
    }

    fn write(&self, funds: &Funds, product: u128, values: &mut Values, out: &mut Vec<u8>) {
        let Funds { budget, executed, points, score, .. } = funds;
        values
            .clear()
            .add(funds.unit)
            .add(executed.text)
            .add(budget.text)
            .write(|out| {
                out.extend_from_slice(b"\"ratio\":\"");
                push_ratio(out, executed.value, budget.value);
                out.push(b'"');
            })
            .write(|out| push_percent(out, executed.value, budget.value))
            .add(&points.weight_text)
            .write(|out| push_plain(out, *score as i128))
            .add(&points.declared_json)
            .add(&points.declared_text)
            .write(|out| push_difference(out, points.declared, *score))
            .write(|out| push_shown(out, product, budget.value * MILLION));
        self.pack.funds.fill(out, values);
    }

    /// What is to be said of the funds; `values` are those of their JSON.
    fn review(&self, funds: &Funds<'a>, reason: Option<&[u8]>, values: &mut Values, findings: &mut Findings<'a>) {
        let Funds { initial, adjusted, budget, executed, points, .. } = funds;
        if points.declared.is_some() && !points.rounds_to_declared(funds.score) {
            findings.tell(&self.pack.mismatch, -1, values);
        }
        let limit = &self.pack.reason_below;
        if executed.value * limit.below < budget.value * limit.above && !self.is_reason(reason) {
            findings.tell(&self.pack.low, -1, values);
        }
        if initial.value != adjusted.value {
            let check = if adjusted.value > initial.value { &self.pack.raised } else { &self.pack.cut };
            write_adjustment(funds, values);
            findings.tell(check, -1, values);
        }
    }

    /// Whether a cell holds a reason: 无, a dash, a stroke and blanks do not.
    pub fn is_reason(&self, printed: Option<&[u8]>) -> bool {
        let Some(printed) = printed else {
            return false;
        };
        let said: String = folded(printed).collect();
        let said = said.trim_end_matches(['。', '.', '；', ';']);
        !self.facts.no_reason.iter().any(|each| each == said)
    }

    fn amount(&self, text: Option<crate::json::Text>) -> Attempt<Amount<'a>> {
        let printed = self.texts.get(text.ok_or(Stop::Odd)?);
        let (value, decimals) = plain_amount(printed)?;
        Ok(Amount { value, grain: 10u128.pow(6 - decimals), text: printed })
    }

    fn check_rows(&self, rows: &[Members<6>], key: &mut Message, total: [Amount; 3]) -> Attempt<()> {
        let mut sums = [(0u128, false); 3];
        let mut same = true;
        let mut filled = 0;
        let mut overspent = false;
        for [adjusted, rate, executed, initial, name, source] in rows {
            if let Some(source) = self.texts.maybe(*source) {
                require(self.facts.sources.iter().any(|each| **each == *source))?;
            }
            require(self.texts.maybe(*name).map_or(true, |name| at_most(name, LONGEST_NAME)))?;
            let cells = [*adjusted, *executed, *initial];
            if let Some(rate) = self.texts.maybe(*rate) {
                let (first, second) = if self.pack.of_initial { (initial, adjusted) } else { (adjusted, initial) };
                let budget = self.amount(first.or(*second))?;
                require(budget.value > 0)?;
                self.check_rate(rate, key, self.amount(*executed)?.value, budget.value)?;
            }
            if cells.iter().all(Option::is_none) {
                continue;
            }
            filled += 1;
            let mut amounts = [None; 3];
            for ((cell, amount), sum) in cells.iter().zip(&mut amounts).zip(&mut sums) {
                if cell.is_some() {
                    let read = self.amount(*cell)?;
                    *sum = (sum.0 + read.value, true);
                    *amount = Some(read);
                }
            }
            same &= amounts.iter().zip(&total).all(|(one, whole)| one.is_some_and(|one| one.text == whole.text));
            if let (Some(spent), Some(budget)) = (amounts[1], amounts[0].or(amounts[2])) {
                overspent |= spent.value > budget.value;
            }
        }
        // One row that is the total says nothing new.
        if filled == 0 || (filled == 1 && same) {
            return Ok(());
        }
        require(!overspent)?;
        require(sums.iter().zip(&total).all(|((sum, any), whole)| !any || *sum == whole.value))
    }

    /// Stops at a printed rate that is not the one of the amounts.
    fn check_rate(&self, printed: &[u8], key: &mut Message, spent: u128, budget: u128) -> Attempt<()> {
        require(at_most(printed, LONGEST_RATE))?;
        key.start(kind::RATE, self.number).field(printed);
        let Some(rate) = self.facts.rate(key)? else {
            return odd();
        };
        let shifted = spent * rate.scale * 10u128.pow(rate.decimals);
        require(rounded(shifted, budget, 1) == rate.value)
    }
}

/// Declared minus computed, as JSON.
pub fn push_difference(out: &mut Vec<u8>, declared: Option<u128>, score: u128) {
    let Some(declared) = declared else {
        out.extend_from_slice(b"null");
        return;
    };
    out.push(b'"');
    push_plain(out, declared as i128 - score as i128);
    out.push(b'"');
}

fn write_adjustment(funds: &Funds, values: &mut Values) {
    let Funds { initial, adjusted, executed, .. } = funds;
    values.clear().add(funds.unit).add(initial.text).add(adjusted.text);
    let fell = adjusted.value < initial.value;
    values.write(|out| {
        let mut rate = Vec::with_capacity(12);
        push_percent(&mut rate, adjusted.value.abs_diff(initial.value), initial.value);
        out.push(b'"');
        if fell && rate != b"0.00" {
            out.push(b'-');
        }
        out.extend_from_slice(&rate);
        out.extend_from_slice(b"%\"");
    });
    for whole in [initial, adjusted] {
        values.write(|out| {
            push_percent(out, executed.value, whole.value);
            out.push(b'%');
        });
    }
}

/// Millionths and how many decimals were printed. Stops at anything but plain digits.
fn plain_amount(printed: &[u8]) -> Attempt<(u128, u32)> {
    let point = printed.iter().position(|byte| *byte == b'.');
    let (whole, decimals) = match point {
        Some(at) => (&printed[..at], &printed[at + 1..]),
        None => (printed, &printed[..0]),
    };
    require(!whole.is_empty() && whole.len() <= MOST_DIGITS && (whole.len() == 1 || whole[0] != b'0'))?;
    require(decimals.len() <= MOST_DECIMALS && (point.is_none() || !decimals.is_empty()))?;
    let mut value = 0u64;
    for &byte in whole.iter().chain(decimals) {
        require(byte.is_ascii_digit())?;
        value = value * 10 + u64::from(byte - b'0');
    }
    let decimals = decimals.len() as u32;
    Ok((u128::from(value) * 10u128.pow(6 - decimals), decimals))
}
