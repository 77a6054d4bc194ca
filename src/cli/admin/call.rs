//! What somebody asks for.

use std::str::FromStr;

use bytes::Bytes;

use super::answer::{Form, Refusal};
use super::octets::decoded;
use super::ward::Ward;
use crate::server::FtpServer;

/// A request on its way to the function that answers it.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) server: &'a FtpServer,
    pub(super) ward: &'a Ward,
    pub(super) asked: &'a Asked,
}

/// What the request itself says.
pub(super) struct Asked {
    /// What stands in the place of `<path>` or `<id>`.
    pub(super) rest: Vec<u8>,
    pub(super) query: Query,
    /// The form that the client would like best.
    pub(super) accepts: Form,
    pub(super) body: Bytes,
}

/// The words after `?`.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(&'static str, Vec<u8>)>);

impl Query {
    /// Takes only words that are known where they are said.
    pub(super) fn read(
        text: Option<&str>,
        known: &'static [&'static str],
    ) -> Result<Self, Refusal> {
        let mut words = Vec::new();
        for part in text
            .unwrap_or_default()
            .split('&')
            .filter(|p| !p.is_empty())
        {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let Some(name) = known.iter().find(|word| **word == name) else {
                let known = match known {
                    [] => "nothing is taken here after `?`".to_owned(),
                    known => format!("expected {}", known.join(", ")),
                };
                return Err(Refusal::bad(format_args!("?{name}= is not known: {known}")));
            };
            if words.iter().any(|(said, _)| said == name) {
                return Err(Refusal::bad(format_args!("?{name}= is said twice")));
            }
            words.push((*name, decoded(value, true)?));
        }
        Ok(Self(words))
    }

    /// What was said; an empty value says nothing.
    pub(super) fn octets(&self, name: &str) -> Option<&[u8]> {
        let said = self.0.iter().find(|(word, _)| *word == name);
        said.map(|(_, value)| &value[..])
            .filter(|value| !value.is_empty())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let text = self.octets(name).map(std::str::from_utf8).transpose();
        text.map_err(|_| Refusal::bad(format_args!("?{name}= is no UTF-8")))
    }

    /// What was said, as `read` understands it.
    pub(super) fn parsed<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        match read(text) {
            Some(value) => Ok(Some(value)),
            None => Err(Refusal::bad(format_args!(
                "?{name}={text} is not understood: expected {expected}"
            ))),
        }
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.parsed(name, "a number such as 1", |text| u64::from_str(text).ok())
    }
}

impl<'a> Call<'a> {
    pub(super) fn user(self) -> Option<&'a [u8]> {
        self.asked.query.octets("user")
    }

    /// The form of the answer: that of `?format=`, or the one that the client likes best.
    pub(super) fn form(self) -> Result<Form, Refusal> {
        let form = |text: &str| match text {
            "json" => Some(Form::Json),
            "jsonl" => Some(Form::Jsonl),
            "text" => Some(Form::Text),
            _ => None,
        };
        let said = self
            .asked
            .query
            .parsed("format", "json, jsonl or text", form)?;
        Ok(said.unwrap_or(self.asked.accepts))
    }

    /// What stands in the place of `<id>`.
    pub(super) fn id(self) -> Result<u64, Refusal> {
        let text = String::from_utf8_lossy(&self.asked.rest);
        let wrong = |_| {
            Refusal::bad(format_args!(
                "{text:?} is no number: expected one such as 1"
            ))
        };
        text.parse().map_err(wrong)
    }
}

/// What a client says it accepts.
pub(super) fn accepted(header: Option<&[u8]>) -> Form {
    let header = String::from_utf8_lossy(header.unwrap_or_default());
    if header.contains("jsonl") || header.contains("ndjson") {
        Form::Jsonl
    } else if header.contains("text/plain") && !header.contains("json") {
        Form::Text
    } else {
        Form::Json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_taken() {
        let query = Query::read(Some("user=b%2Ab&count=2"), &["user", "count"]).unwrap();
        assert_eq!(query.octets("user"), Some(&b"b*b"[..]));
        assert_eq!(query.number("count").unwrap(), Some(2));
        assert!(query.number("user").is_err());
        assert!(Query::read(Some("usr=x"), &["user"]).is_err());
        assert!(Query::read(Some("user=x&user=y"), &["user"]).is_err());
        assert!(Query::read(None, &[]).unwrap().octets("user").is_none());
    }

    #[test]
    fn who_accepts_text_alone_gets_text() {
        assert_eq!(accepted(None), Form::Json);
        assert_eq!(accepted(Some(b"*/*")), Form::Json);
        assert_eq!(accepted(Some(b"text/plain")), Form::Text);
        assert_eq!(
            accepted(Some(b"application/json, text/plain, */*")),
            Form::Json
        );
        assert_eq!(accepted(Some(b"application/x-ndjson")), Form::Jsonl);
    }
}
