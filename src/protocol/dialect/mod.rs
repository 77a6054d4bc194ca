//! How a server words its replies.

mod pyftpdlib;
mod template;

use std::collections::BTreeMap;

use super::{Code, Reply, Verb, replies};
use template::Template;

pub use template::{Piece, Pieces};

/// How a server words its replies: a table from the key of a reply, if need be for one verb only,
/// to a code and a text.
///
/// What the table does not name stays as it is. A text may have gaps, names in braces, which are
/// filled with what belongs to the command ([`Piece`] has them all), and lines:
///
/// ```
/// use ftpmock::prelude::*;
/// use ftpmock::protocol::Dialect;
///
/// let terse = Dialect::new()
///     .text("NOOP.done", "Zzz.")
///     .reply("DELE.done", 200, "{path} is gone.")
///     .reply_to(SIZE, "path.not_found", 501, "No size: {argument}.")
///     .text("FEAT.done", "Can:\n {lines}\nThat is all.");
/// let server = FtpServer::builder().dialect(terse).file("/a", "x").start();
///
/// let mut ftp = suppaftp::FtpStream::connect(server.addr())?;
/// ftp.login("alice", "secret")?;
/// ftp.rm("a")?;
/// assert!(server.transcript().to_string().ends_with("C: DELE a\nS: 200 /a is gone."));
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
///
/// On a middle line of its own, `{lines}` is all middle lines of the original, `{column}` their
/// words, one a line, and `{columns}` their words side by side. Middle lines are indented where the
/// text has a space, else they begin in the first column. A brace itself is written twice.
///
/// The keys of all replies are [`Dialect::keys`]; [`Reply::key`] tells the key of one. A reply that
/// a rule, a command or a filesystem of the test's own gives has none, and is never changed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Dialect {
    rows: BTreeMap<(&'static str, Option<Verb>), Wording>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Wording {
    /// `None` leaves the code as it is.
    code: Option<Code>,
    text: Template,
}

impl Dialect {
    /// The dialect that changes nothing.
    pub const fn new() -> Self {
        Self {
            rows: BTreeMap::new(),
        }
    }

    /// The keys of all replies there are, in alphabetical order.
    ///
    /// ```
    /// use ftpmock::protocol::Dialect;
    /// assert!(Dialect::keys().any(|key| key == "STOR.rest_of_nothing"));
    /// ```
    pub fn keys() -> impl Iterator<Item = &'static str> {
        replies::KEYS.iter().copied()
    }

    /// The reply of this key has this code and text.
    ///
    /// # Panics
    /// When there is no such key or code, or the text has a gap that nothing fills.
    #[must_use]
    #[track_caller]
    pub fn reply(self, key: &str, code: u16, text: &str) -> Self {
        self.with(None, key, Some(code), text)
    }

    /// The reply of this key has this code and text when it answers this verb.
    ///
    /// # Panics
    /// As [`reply`](Self::reply) does.
    #[must_use]
    #[track_caller]
    pub fn reply_to(self, verb: Verb, key: &str, code: u16, text: &str) -> Self {
        self.with(Some(verb), key, Some(code), text)
    }

    /// The reply of this key has this text, and its own code.
    ///
    /// # Panics
    /// As [`reply`](Self::reply) does.
    #[must_use]
    #[track_caller]
    pub fn text(self, key: &str, text: &str) -> Self {
        self.with(None, key, None, text)
    }

    /// Whether the gaps of a text are those that can be filled.
    #[cfg(feature = "scenario")]
    pub(crate) fn is_text(text: &str) -> Result<(), String> {
        let parsed = Template::parse(text);
        parsed.map(drop).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn with(mut self, verb: Option<Verb>, key: &str, code: Option<u16>, text: &str) -> Self {
        let Ok(at) = replies::KEYS.binary_search(&key) else {
            panic!("no reply has the key {key:?}: Dialect::keys() lists them all");
        };
        let text = match Template::parse(text) {
            Ok(text) => text,
            Err(error) => panic!("{error}"),
        };
        let code = code.map(Code::of);
        let row = (replies::KEYS[at], verb);
        self.rows.insert(row, Wording { code, text });
        self
    }

    /// Words a reply to `verb`; `pieces` fills the gaps.
    pub fn word(&self, reply: Reply, verb: Option<Verb>, pieces: &Pieces<'_>) -> Reply {
        if self.rows.is_empty() || reply.key().is_empty() {
            return reply;
        }
        let of = |verb| self.rows.get(&(reply.key(), verb));
        match of(verb).or_else(|| of(None)) {
            Some(wording) => {
                let code = wording.code.unwrap_or_else(|| reply.code());
                wording.text.fill(&reply, pieces).with_code(code)
            }
            None => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::verbs;

    fn word(dialect: &Dialect, reply: Reply, verb: Verb) -> String {
        let word = dialect.word(reply, Some(verb), &|_| b"piece".to_vec());
        word.to_string()
    }

    #[test]
    fn the_row_of_a_verb_comes_before_the_row_for_all() {
        let dialect = Dialect::new()
            .text("path.not_found", "No {path}.")
            .reply_to(verbs::MLSD, "path.not_found", 501, "No such directory.");
        let reply = replies::not_found;
        assert_eq!(word(&dialect, reply(), verbs::RETR), "550 No piece.");
        assert_eq!(
            word(&dialect, reply(), verbs::MLSD),
            "501 No such directory."
        );
        let other = word(&dialect, replies::busy(), verbs::RETR);
        assert_eq!(other, replies::busy().to_string());
    }

    #[test]
    fn a_reply_without_a_key_is_left_alone() {
        let own = Reply::new(550, "Mine.");
        assert_eq!(
            Dialect::pyftpdlib().word(own.clone(), None, &|_| vec![]),
            own
        );
    }

    #[test]
    #[should_panic(expected = "no reply has the key \"DELE.don\"")]
    fn an_unknown_key_is_an_error() {
        let _ = Dialect::new().text("DELE.don", "Gone.");
    }
}
