//! The canonical text of a form: members sorted by name, nothing that is null, no spaces.

use crate::json::{Form, Line, Members, Text, Texts, DECLARED, FUNDS, LINE, NAMED, OBJECTIVE, PACK, ROW, TOTAL};
use crate::text::push_escaped;

/// Writes members of an object; commas where they belong.
struct Object<'a> {
    out: &'a mut Vec<u8>,
    texts: Texts<'a>,
    begun: bool,
}

pub fn write(out: &mut Vec<u8>, form: &Form, texts: Texts) {
    object(out, texts, |top| {
        top.maybe_texts(b"declared", DECLARED, form.declared);
        top.maybe_texts(b"department", NAMED, form.department);
        top.name(b"fiscal_year");
        crate::figures::push_whole(top.out, u128::from(form.fiscal_year));
        top.name(b"funds");
        write_funds(top.out, form, texts);
        top.name(b"indicators");
        write_list(top.out, &form.lines, |out, line| write_line(out, line, texts));
        top.text(b"kind", form.kind);
        top.maybe_texts(b"objective", OBJECTIVE, form.objective);
        top.maybe_texts(b"project", NAMED, form.project);
        top.text(b"region_code", form.region_code);
        top.maybe_texts(b"rule_pack", PACK, form.rule_pack);
        top.maybe_texts(b"unit", NAMED, form.unit);
    });
}

fn write_funds(out: &mut Vec<u8>, form: &Form, texts: Texts) {
    let members = form.funds.unwrap_or_default();
    // rows and total stand between the third and the fourth of the texts.
    object(out, texts, |funds| {
        funds.texts(&FUNDS[..3], &members[..3]);
        if let Some(rows) = &form.rows {
            funds.name(b"rows");
            write_list(funds.out, rows, |out, row| object(out, texts, |each| each.texts(&ROW, row)));
        }
        funds.maybe_texts(b"total", TOTAL, form.total);
        funds.texts(&FUNDS[3..], &members[3..]);
    });
}

fn write_line(out: &mut Vec<u8>, line: &Line, texts: Texts) {
    object(out, texts, |object| {
        object.texts(&LINE[..1], &line.members[..1]);
        if let Some(core) = line.core {
            object.name(b"core");
            object.out.extend_from_slice(if core { b"true" } else { b"false" });
        }
        object.texts(&LINE[1..], &line.members[1..]);
    });
}

fn write_list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn object<'a>(out: &'a mut Vec<u8>, texts: Texts<'a>, write: impl FnOnce(&mut Object<'a>)) {
    out.push(b'{');
    let mut object = Object { out, texts, begun: false };
    write(&mut object);
    object.out.push(b'}');
}

impl Object<'_> {
    fn name(&mut self, name: &[u8]) {
        if self.begun {
            self.out.push(b',');
        }
        self.begun = true;
        self.out.push(b'"');
        self.out.extend_from_slice(name);
        self.out.extend_from_slice(b"\":");
    }

    fn text(&mut self, name: &[u8], text: Option<Text>) {
        let Some(text) = text else {
            return;
        };
        self.name(name);
        self.out.push(b'"');
        push_escaped(self.out, self.texts.get(text), text.plain);
        self.out.push(b'"');
    }

    fn texts(&mut self, names: &[&[u8]], members: &[Option<Text>]) {
        for (name, text) in names.iter().zip(members) {
            self.text(name, *text);
        }
    }

    fn maybe_texts<const COUNT: usize>(&mut self, name: &[u8], names: [&[u8]; COUNT], members: Option<Members<COUNT>>) {
        if let Some(members) = members {
            self.name(name);
            let texts = self.texts;
            object(self.out, texts, |inner| inner.texts(&names, &members));
        }
    }
}
