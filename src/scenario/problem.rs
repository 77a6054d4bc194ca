//! What is wrong with a scenario, shown where it stands.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// What is wrong in one place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem {
    span: Range<usize>,
    title: String,
    label: String,
    help: Option<String>,
}

impl Problem {
    pub(super) fn new(span: Range<usize>, title: impl Into<String>) -> Self {
        Self {
            span,
            title: title.into(),
            label: String::new(),
            help: None,
        }
    }

    /// What stands under the offending text.
    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// "did you mean", when there is something near enough.
    pub(super) fn near<'k>(self, word: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        match nearest(word, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    pub(super) const fn start(&self) -> usize {
        self.span.start
    }
}

/// The known word that somebody may have meant.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = |word: &str| word.to_ascii_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    let known = known.into_iter().map(|known| {
        let distance = strsim::damerau_levenshtein(&word, &plain(known));
        (distance, known)
    });
    let (distance, near) = known.min_by_key(|(distance, _)| *distance)?;
    let room = (word.chars().count().max(near.chars().count()) / 3).max(1);
    (distance <= room).then_some(near)
}

/// Why a scenario can not be used: every problem in it, with file, line, column and the text itself.
///
/// ```
/// use ftpmock::Scenario;
///
/// let error = "[server]\nlisten = true\n".parse::<Scenario>().unwrap_err();
/// let (line, column) = error.place();
/// assert_eq!((line, column), (2, 10));
/// assert!(error.to_string().contains("expected an address"), "{error}");
/// ```
#[derive(Clone)]
pub struct ScenarioError {
    file: Arc<str>,
    text: Arc<str>,
    problems: Vec<Problem>,
}

impl ScenarioError {
    pub(super) fn new(file: &Arc<str>, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(Problem::start);
        Self {
            file: Arc::clone(file),
            text: text.into(),
            problems,
        }
    }

    /// There is nothing to show of the file.
    pub(super) fn of_file(file: &Arc<str>, why: &str) -> Self {
        Self::new(file, "", vec![Problem::new(0..0, why)])
    }

    /// Line and column, from 1, of the first problem.
    pub fn place(&self) -> (usize, usize) {
        let start = self.problems.first().map_or(0, Problem::start);
        let before = &self.text[..start.min(self.text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (line, column)
    }

    /// How many problems there are.
    pub fn count(&self) -> usize {
        self.problems.len()
    }

    /// The message in colours, for terminals.
    #[cfg(feature = "cli")]
    pub(crate) fn styled(&self) -> String {
        self.render(&Renderer::styled())
    }

    /// What is wrong in words alone, for whoever has written no file.
    #[cfg(feature = "cli")]
    pub(crate) fn in_words(&self) -> String {
        let said = self.problems.iter().map(|problem| {
            let label = match problem.label.as_str() {
                // The title has said so.
                label if label.is_empty() || label.starts_with("no such") => String::new(),
                label => format!(": {label}"),
            };
            let help = problem.help.iter().map(|help| format!("; {help}"));
            format!("{}{label}{}", problem.title, help.collect::<String>())
        });
        said.collect::<Vec<_>>().join(", and ")
    }

    fn render(&self, renderer: &Renderer) -> String {
        let shown: Vec<String> = self
            .problems
            .iter()
            .map(|problem| self.show(problem, renderer))
            .collect();
        shown.join("\n\n")
    }

    fn show(&self, problem: &Problem, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(&*problem.title);
        let group = if self.text.is_empty() {
            let file = annotate_snippets::Origin::path(&*self.file);
            title.element(file)
        } else {
            let end = self.text.len();
            let start = problem.span.start.min(end);
            let span = start..problem.span.end.clamp(start, end);
            let mark = AnnotationKind::Primary.span(span);
            let mark = match problem.label.as_str() {
                "" => mark,
                label => mark.label(label),
            };
            let snippet = Snippet::source(&*self.text).path(&*self.file);
            title.element(snippet.annotation(mark))
        };
        let mut groups: Vec<Group<'_>> = vec![group];
        if let Some(help) = &problem.help {
            groups.push(Group::with_title(Level::HELP.secondary_title(&**help)));
        }
        renderer.render(&groups)
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

/// The message as it is: a failed `unwrap` can be read.
impl fmt::Debug for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for ScenarioError {}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["reply", "data_reset_after", "user"];
        assert_eq!(nearest("replay", known), Some("reply"));
        assert_eq!(nearest("data-reset-after", known), Some("data_reset_after"));
        assert_eq!(nearest("banana", known), None);
    }
}
