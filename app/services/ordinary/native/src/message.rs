//! What Python and this library tell each other: fields one after the other, each behind its length.

const NOTHING: u32 = u32::MAX;

/// The fields of a message in order. Panics on a message that ends too early, which Python does not send.
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub fn new(rest: &'a [u8]) -> Self {
        Fields { rest }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// A field, None for null.
    pub fn maybe(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.rest.split_at(4);
        let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
        if length == NOTHING {
            self.rest = rest;
            return None;
        }
        let (field, rest) = rest.split_at(length as usize);
        self.rest = rest;
        Some(field)
    }

    pub fn bytes(&mut self) -> &'a [u8] {
        self.maybe().expect("a field that is not null")
    }

    pub fn owned(&mut self) -> Box<[u8]> {
        self.bytes().into()
    }

    /// A number in decimal digits, None for null.
    pub fn maybe_number(&mut self) -> Option<i128> {
        self.maybe().map(|digits| crate::text::as_str(digits).parse().expect("a number"))
    }

    pub fn number(&mut self) -> i128 {
        self.maybe_number().expect("a number that is not null")
    }

    pub fn count(&mut self) -> u128 {
        u128::try_from(self.number()).expect("a number that is not negative")
    }

    pub fn size(&mut self) -> usize {
        usize::try_from(self.number()).expect("a size")
    }

    pub fn flag(&mut self) -> bool {
        self.number() != 0
    }
}

/// A message being written.
#[derive(Default)]
pub struct Message {
    pub bytes: Vec<u8>,
}

impl Message {
    pub fn start(&mut self, kind: u8, pack: u32) -> &mut Self {
        self.bytes.clear();
        self.bytes.push(kind);
        self.bytes.extend_from_slice(&pack.to_le_bytes());
        self
    }

    pub fn field(&mut self, field: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(&(field.len() as u32).to_le_bytes());
        self.bytes.extend_from_slice(field);
        self
    }

    pub fn maybe(&mut self, field: Option<&[u8]>) -> &mut Self {
        if let Some(bytes) = field {
            return self.field(bytes);
        }
        self.bytes.extend_from_slice(&NOTHING.to_le_bytes());
        self
    }

    pub fn number(&mut self, number: u128) -> &mut Self {
        let mut digits = Vec::with_capacity(12);
        crate::figures::push_whole(&mut digits, number);
        self.field(&digits)
    }
}
