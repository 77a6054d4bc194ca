//! What a rule is attached to.

use std::fmt;

use bytes::Bytes;

use crate::protocol::{Command, Verb};

/// Every command, known to the server or not.
///
/// ```
/// use ftpmock::prelude::*;
/// use std::time::Duration;
///
/// let server = FtpServer::start();
/// server.on(ANY).optional().delay(Duration::from_millis(1));
/// ```
pub const ANY: Any = Any;

/// The type of [`ANY`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Any;

/// Something that happens to a session and is not a command.
///
/// ```
/// use ftpmock::prelude::*;
///
/// let server = FtpServer::start();
/// server.on(Event::Connect).once().reply_then_close(421, "Too many connections.");
/// server.expect(Event::Login).times(1);
///
/// let login = || suppaftp::FtpStream::connect(server.addr())?.login("alice", "secret");
/// assert!(login().is_err());
/// login()?;
/// # Ok::<(), suppaftp::FtpError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A client connected; the greeting is about to be sent.
    Connect,
    /// A data connection is there, and nothing has moved on it.
    ///
    /// Data faults on it are for that transfer, beside those of its command; where two can not both be,
    /// these hold. A delay comes before its first octet, and before its TLS handshake.
    DataConnect,
    /// A data connection is there, and its TLS handshake is about to begin.
    #[cfg(feature = "tls")]
    DataTlsHandshake,
    /// A session ended.
    Disconnect,
    /// The client has said nothing for as long as the idle time-out; the 421 that ends the session is
    /// about to be sent.
    ///
    /// A scripted reply takes its place, and the session goes on with the time beginning anew, unless
    /// the rule closes it.
    Idle,
    /// A login was accepted; the reply that says so is about to be sent.
    Login,
    /// A login was refused; the reply that says so is about to be sent.
    LoginFailed,
    /// The TLS handshake of the control connection is about to begin: after `AUTH`, or at once.
    #[cfg(feature = "tls")]
    TlsHandshake,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::DataConnect => "data connect",
            #[cfg(feature = "tls")]
            Self::DataTlsHandshake => "data TLS handshake",
            Self::Disconnect => "disconnect",
            Self::Idle => "idle",
            Self::Login => "login",
            Self::LoginFailed => "login failed",
            #[cfg(feature = "tls")]
            Self::TlsHandshake => "TLS handshake",
        })
    }
}

/// What can stand in `on(..)` and `expect(..)`: a verb, several verbs, [`ANY`], a command as text
/// (`"SITE CHMOD"`, `"XFOO"`) or an [`Event`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Trigger(Vec<Part>);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Any,
    Event(Event),
    Verb(Verb),
    Words(Bytes),
}

impl Trigger {
    /// Any of these.
    #[cfg(feature = "scenario")]
    pub(crate) fn any_of(triggers: impl IntoIterator<Item = Self>) -> Self {
        Self(triggers.into_iter().flat_map(|one| one.0).collect())
    }

    /// The commands among what it is attached to that the server knows; `None` when there may be
    /// others.
    #[cfg(feature = "scenario")]
    pub(crate) fn verbs(&self) -> Option<Vec<Verb>> {
        let verb = |part: &Part| match part {
            Part::Verb(verb) => Some(*verb),
            Part::Any | Part::Event(_) | Part::Words(_) => None,
        };
        self.0.iter().map(verb).collect()
    }

    /// Whether it is attached to events alone.
    #[cfg(feature = "scenario")]
    pub(crate) fn is_events(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Event(_)))
    }

    pub(crate) fn matches_command(&self, command: &Command) -> bool {
        self.0.iter().any(|part| match part {
            Part::Any => true,
            Part::Event(_) => false,
            Part::Verb(verb) => command.verb() == Some(*verb),
            Part::Words(words) => starts_with_words(command.line(), words),
        })
    }

    pub(crate) fn matches_event(&self, event: Event) -> bool {
        self.0.contains(&Part::Event(event))
    }
}

/// Whether `line` begins with `words`, in any letter case, and they end where a word ends.
fn starts_with_words(line: &[u8], words: &[u8]) -> bool {
    line.len() >= words.len()
        && line[..words.len()].eq_ignore_ascii_case(words)
        && line.get(words.len()).is_none_or(|next| *next == b' ')
}

impl Trigger {
    /// How a sentence about it begins: `When a client sends STOR`.
    pub(crate) fn occasion(&self) -> String {
        let events = self.0.iter().filter_map(|part| match part {
            Part::Event(event) => Some(event.words()),
            _ => None,
        });
        let mut occasions: Vec<String> = events.map(str::to_owned).collect();
        if let Some(commands) = self.commands() {
            occasions.insert(0, format!("a client sends {commands}"));
        }
        format!("When {}", occasions.join(" or "))
    }

    pub(crate) fn demanded(&self) -> String {
        self.duty("A client must send", "must be")
    }

    pub(crate) fn allowed(&self) -> String {
        self.duty("A client may send", "may be")
    }

    pub(crate) fn forbidden(&self) -> String {
        self.duty("A client must never send", "must never be")
    }

    fn duty(&self, sends: &str, happens: &str) -> String {
        match self.commands() {
            Some(commands) => format!("{sends} {commands}"),
            None => format!("The event \"{self}\" {happens} seen"),
        }
    }

    fn commands(&self) -> Option<String> {
        let commands = self.0.iter().filter_map(|part| match part {
            Part::Any => Some("any command".to_owned()),
            Part::Event(_) => None,
            Part::Verb(verb) => Some(verb.name().to_owned()),
            Part::Words(words) => Some(String::from_utf8_lossy(words).into_owned()),
        });
        let commands: Vec<String> = commands.collect();
        (!commands.is_empty()).then(|| commands.join(" or "))
    }
}

impl Event {
    /// As a part of a sentence.
    const fn words(self) -> &'static str {
        match self {
            Self::Connect => "a client connects",
            Self::DataConnect => "a data connection is made",
            #[cfg(feature = "tls")]
            Self::DataTlsHandshake => "the TLS handshake of a data connection begins",
            Self::Disconnect => "a session ends",
            Self::Idle => "a client has been idle for too long",
            Self::Login => "a user logs in",
            Self::LoginFailed => "a login fails",
            #[cfg(feature = "tls")]
            Self::TlsHandshake => "the TLS handshake of the control connection begins",
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Trigger {
    /// As a list of words: `["STOR", "APPE"]`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("ANY"),
            Self::Event(event) => write!(f, "{event}"),
            Self::Verb(verb) => f.write_str(verb.name()),
            Self::Words(words) => f.write_str(&String::from_utf8_lossy(words)),
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, part) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("|")?;
            }
            write!(f, "{part}")?;
        }
        Ok(())
    }
}

impl From<Verb> for Trigger {
    fn from(verb: Verb) -> Self {
        Self(vec![Part::Verb(verb)])
    }
}

impl From<Any> for Trigger {
    fn from(_: Any) -> Self {
        Self(vec![Part::Any])
    }
}

impl From<Event> for Trigger {
    fn from(event: Event) -> Self {
        Self(vec![Part::Event(event)])
    }
}

impl From<&str> for Trigger {
    #[track_caller]
    fn from(words: &str) -> Self {
        let words = words.trim();
        assert!(
            !words.is_empty(),
            "a rule was attached to an empty command; name one, as in \"SITE CHMOD\", or use ANY"
        );
        match Verb::find(words.as_bytes()) {
            Some(verb) => verb.into(),
            None => Self(vec![Part::Words(Bytes::copy_from_slice(words.as_bytes()))]),
        }
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for Trigger {
    #[track_caller]
    fn from(parts: [T; N]) -> Self {
        assert!(
            N > 0,
            "a rule was attached to an empty list of commands; name at least one, or use ANY"
        );
        Self(parts.into_iter().flat_map(|part| part.into().0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::verbs::{DELE, RMD, SITE};

    fn fires(trigger: impl Into<Trigger>, line: &'static str) -> bool {
        trigger.into().matches_command(&Command::parse(line))
    }

    #[test]
    fn text_matches_whole_words_in_any_case() {
        assert!(fires("site chmod", "SITE CHMOD 644 a"));
        assert!(!fires("SITE CHMOD", "SITE CHMODX 644 a"));
        assert!(fires("XFOO", "xfoo"));
    }

    #[test]
    fn a_list_matches_each_of_its_verbs() {
        assert!(fires([RMD, DELE], "DELE a"));
        assert!(fires([RMD, DELE], "XRMD a"));
        assert!(!fires([RMD, DELE], "SITE a"));
        assert_eq!(Trigger::from([RMD, DELE]).to_string(), "RMD|DELE");
        assert_eq!(Trigger::from("site"), Trigger::from(SITE));
    }

    #[test]
    fn any_means_commands_not_events() {
        assert!(fires(ANY, "WHAT ever"));
        assert!(!Trigger::from(ANY).matches_event(Event::Connect));
    }
}
