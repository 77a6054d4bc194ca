//! Tables of spellings: one row is one word of the builder, its kind of value, and its sentence.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::node::{Found, Node, Reader, entries};
use super::problem::Problem;
use super::shape::Shape;

/// A kind of value that a word can take.
pub(crate) trait Arg: Clone + Send + Sync + 'static {
    /// What the file may hold, for the schema.
    fn shape() -> Shape;

    /// Reads one.
    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self>;
}

/// One that sentences about the server have a place for.
pub(crate) trait Said: Arg {
    /// As they have it.
    fn say(&self) -> String;

    /// Whether the second of a row's two sentences holds.
    fn is_no(&self) -> bool {
        false
    }
}

/// Changes what is in the making.
type Step<S> = Arc<dyn Fn(S) -> S + Send + Sync>;

type Read<S> = dyn Fn(&'static str, Node<'_>, &Reader<'_>) -> Found<(Step<S>, String)>;

/// One word: how it is spelled, what it takes, what it does, and how to say it.
pub(crate) struct Row<S> {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) says: &'static str,
    takes: Takes<S>,
}

enum Takes<S> {
    /// Nothing but `true`.
    Nothing(Step<S>),
    Value(Box<Read<S>>),
}

/// A word that stands in a file.
pub(super) struct Word<S> {
    pub(super) name: &'static str,
    pub(super) say: String,
    pub(super) span: Range<usize>,
    step: Step<S>,
}

impl<S: 'static> Word<S> {
    /// A word that no row has.
    pub(super) fn new(
        name: &'static str,
        say: String,
        span: Range<usize>,
        step: impl Fn(S) -> S + Send + Sync + 'static,
    ) -> Self {
        let step: Step<S> = Arc::new(step);
        Self {
            name,
            say,
            span,
            step,
        }
    }
}

impl<S> Word<S> {
    pub(super) fn apply(&self, to: S) -> S {
        (self.step)(to)
    }
}

/// All of them, one after the other.
pub(super) fn apply<S>(words: &[Word<S>], to: S) -> S {
    words.iter().fold(to, |made, word| word.apply(made))
}

/// A word of an option that takes a value.
///
/// In `says`, `{}` stands for the value; where a value is yes or no, `|` divides the two sentences.
pub(super) fn row<S: 'static, A: Said>(
    name: &'static str,
    set: impl Fn(S, A) -> S + Copy + Send + Sync + 'static,
    says: &'static str,
) -> Row<S> {
    taking(name, set, says, |says, value: &A| {
        let (yes, no) = says.split_once('|').unwrap_or((says, says));
        let say = if value.is_no() { no } else { yes };
        say.replace("{}", &value.say())
    })
}

/// A word of a rule that takes a value: `says` explains the word, and the rule says itself what it says.
pub(super) fn term<S: 'static, A: Arg>(
    name: &'static str,
    set: impl Fn(S, A) -> S + Copy + Send + Sync + 'static,
    says: &'static str,
) -> Row<S> {
    taking(name, set, says, |_, _| String::new())
}

fn taking<S: 'static, A: Arg>(
    name: &'static str,
    set: impl Fn(S, A) -> S + Copy + Send + Sync + 'static,
    says: &'static str,
    say: impl Fn(&'static str, &A) -> String + Send + Sync + 'static,
) -> Row<S> {
    let read = move |says: &'static str, node: Node<'_>, at: &Reader<'_>| {
        let value = A::read(node, at)?;
        let say = say(says, &value);
        let step: Step<S> = Arc::new(move |made| set(made, value.clone()));
        Ok((step, say))
    };
    Row {
        name,
        shape: A::shape(),
        says,
        takes: Takes::Value(Box::new(read)),
    }
}

/// A word that takes nothing: `close = true`, or `"close"` in the place of a fault.
pub(super) fn flag<S: 'static>(
    name: &'static str,
    set: impl Fn(S) -> S + Copy + Send + Sync + 'static,
    says: &'static str,
) -> Row<S> {
    Row {
        name,
        shape: Shape::Boolean,
        says,
        takes: Takes::Nothing(Arc::new(set)),
    }
}

impl<S> Row<S> {
    /// The word, where it needs no value.
    pub(super) fn bare(&self, span: Range<usize>) -> Option<Word<S>> {
        match &self.takes {
            Takes::Nothing(step) => Some(self.word(Arc::clone(step), self.says.to_owned(), span)),
            Takes::Value(_) => None,
        }
    }

    /// The word with its value; none where the value is `false`.
    pub(super) fn read(&self, node: Node<'_>, at: &Reader<'_>) -> Found<Option<Word<S>>> {
        match &self.takes {
            Takes::Nothing(_) if node.boolean()? => Ok(self.bare(node.span())),
            Takes::Nothing(_) => Ok(None),
            Takes::Value(read) => {
                let (step, say) = read(self.says, node, at)?;
                Ok(Some(self.word(step, say, node.span())))
            }
        }
    }

    const fn word(&self, step: Step<S>, say: String, span: Range<usize>) -> Word<S> {
        Word {
            name: self.name,
            say,
            span,
            step,
        }
    }
}

/// The words of a table, in the order of the file; `others` are keys that somebody else reads.
pub(super) fn words<S>(
    rows: &[Row<S>],
    table: &DeTable<'_>,
    others: &[&str],
    what: &str,
    at: &Reader<'_>,
) -> Vec<Word<S>> {
    let mut words = Vec::new();
    for (key, node) in entries(table) {
        let name: &str = key.get_ref();
        match rows.iter().find(|row| row.name == name) {
            Some(row) => words.extend(at.keep(row.read(node, at)).flatten()),
            None if others.contains(&name) => {}
            None => {
                let known = rows
                    .iter()
                    .map(|row| row.name)
                    .chain(others.iter().copied());
                at.blame(unknown(key.span(), name, known, what));
            }
        }
    }
    words
}

/// `unknown word "replay" in a rule`
pub(super) fn unknown<'k>(
    span: Range<usize>,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
    what: &str,
) -> Problem {
    let problem = Problem::new(span, format!("unknown key `{name}` in {what}"));
    if let Some((_, feature)) = super::features::MISSING
        .iter()
        .find(|(key, _)| *key == name)
    {
        let help = format!("this build has been made without the feature `{feature}`");
        return problem.label("not in this build").help(help);
    }
    problem.label("no such key").near(name, known)
}

/// Of words that exclude each other, blames each one after the first.
pub(super) fn at_most_one<S>(words: &[Word<S>], names: &[&str], why: &str, at: &Reader<'_>) {
    let mut of_them = words.iter().filter(|word| names.contains(&word.name));
    let Some(first) = of_them.next() else {
        return;
    };
    for word in of_them {
        let title = format!("`{}` and `{}` exclude each other", first.name, word.name);
        at.blame(Problem::new(word.span.clone(), title).label(why));
    }
}
