//! What a value may look like, for schemas and editors.

/// A kind of value.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Boolean,
    Integer(i128, i128),
    /// From 0 to 1.
    Fraction,
    /// A text, and what it is.
    Text(&'static str),
    /// One of these texts.
    Choice(Vec<&'static str>),
    List(Box<Self>),
    /// Keys of one's own, all with such values.
    Map(Box<Self>),
    Either(Vec<Self>),
    /// A list of two.
    Pair(Box<(Self, Self)>),
    /// A code, or a code and a text.
    Reply,
    /// What it is for, and what it may be.
    Said(&'static str, Box<Self>),
    /// These keys, of which the given ones must be there.
    Table(Vec<(&'static str, Self)>, &'static [&'static str]),
}

impl Shape {
    /// A number of octets, or a text with a unit.
    pub(super) fn size() -> Self {
        let number = Self::Integer(0, i128::from(i64::MAX));
        Self::Either(vec![number, Self::Text("a size, such as \"10 MiB\"")])
    }

    /// A text, or octets as base64.
    pub(super) fn octets() -> Self {
        let base64 = Self::Table(vec![("base64", Self::Text("base64"))], &["base64"]);
        Self::Either(vec![Self::Text("a text"), base64])
    }
}
