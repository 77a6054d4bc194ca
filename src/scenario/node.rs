//! A value of the file, and where it stands.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::problem::{Problem, ScenarioError};
use crate::script::Place;

/// What a read gives: a value, or what is wrong.
pub(super) type Found<T> = Result<T, Problem>;

/// A value of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a>(pub(super) &'a Spanned<DeValue<'a>>);

impl<'a> Node<'a> {
    pub(super) fn value(self) -> &'a DeValue<'a> {
        self.0.get_ref()
    }

    pub(super) fn span(self) -> Range<usize> {
        self.0.span()
    }

    /// `expected a size, found true`
    pub(super) fn expected(self, what: &str) -> Problem {
        let found = match self.value() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        Problem::new(self.span(), format!("expected {what}, found {found}"))
            .label(format!("expected {what}"))
    }

    /// `not a size: expected one like "10 MiB"`
    pub(super) fn wrong(self, what: impl Into<String>, label: impl Into<String>) -> Problem {
        Problem::new(self.span(), what).label(label)
    }

    pub(super) fn text(self, what: &str) -> Found<&'a str> {
        self.value().as_str().ok_or_else(|| self.expected(what))
    }

    pub(super) fn integer(self, what: &str) -> Found<i128> {
        let Some(number) = self.value().as_integer() else {
            return Err(self.expected(what));
        };
        let number = i128::from_str_radix(number.as_str(), number.radix());
        number.map_err(|_| self.wrong("a number out of all bounds", format!("expected {what}")))
    }

    pub(super) fn boolean(self) -> Found<bool> {
        let value = self.value().as_bool();
        value.ok_or_else(|| self.expected("true or false"))
    }

    pub(super) fn list(self, what: &str) -> Found<impl Iterator<Item = Node<'a>>> {
        match self.value().as_array() {
            Some(list) => Ok(list.iter().map(Node)),
            None => Err(self.expected(what)),
        }
    }

    pub(super) fn table(self, what: &str) -> Found<&'a DeTable<'a>> {
        self.value().as_table().ok_or_else(|| self.expected(what))
    }
}

/// The entries of a table as they stand in the file.
pub(super) fn entries<'a>(table: &'a DeTable<'a>) -> Vec<(&'a Spanned<DeString<'a>>, Node<'a>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| (key, Node(value)))
        .collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// A file that is being read, and what was found wrong with it.
pub(super) struct Reader<'a> {
    pub(super) file: Arc<str>,
    pub(super) text: &'a str,
    /// Where relative paths begin.
    directory: PathBuf,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &str, directory: &Path, text: &'a str) -> Self {
        Self {
            file: file.into(),
            text,
            directory: directory.to_owned(),
            problems: RefCell::default(),
        }
    }

    pub(super) fn blame(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// The value, or none after its problem was noted.
    pub(super) fn keep<T>(&self, found: Found<T>) -> Option<T> {
        found.map_err(|problem| self.blame(problem)).ok()
    }

    /// A path of the machine, from the file's own directory.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.directory.join(path)
    }

    pub(super) fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        Place::File(Arc::clone(&self.file), before.matches('\n').count() + 1)
    }

    /// What was found wrong, if anything was.
    pub(super) fn verdict(self) -> Result<(), ScenarioError> {
        let problems = self.problems.into_inner();
        if problems.is_empty() {
            return Ok(());
        }
        Err(ScenarioError::new(&self.file, self.text, problems))
    }
}
