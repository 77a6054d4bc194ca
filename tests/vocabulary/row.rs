//! One name of the vocabulary, a rule that has it, and the visit of a client that meets this rule.

use std::any::Any;

use ftpmock::FtpServer;

use crate::support::stringified::one_line;

pub(crate) struct Group {
    pub(crate) title: &'static str,
    /// What is written before each name.
    pub(crate) before: &'static str,
    pub(crate) rows: &'static [Row],
}

pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The rule, as it is written.
    pub(crate) code: &'static str,
    pub(crate) rule: fn(&FtpServer) -> Box<dyn Any>,
    pub(crate) visit: Visit,
    /// What the client says afterwards.
    pub(crate) then: &'static [&'static str],
    /// Another client comes afterwards.
    pub(crate) another: bool,
    /// What the rule left is dropped once nothing moves any more.
    pub(crate) released: bool,
    pub(crate) scope: Scope,
}

/// Where a row is played.
#[derive(Clone, Copy)]
pub(crate) enum Scope {
    /// In clear and under TLS, with the same octets.
    Same,
    /// In clear and under TLS, where it differs for this reason.
    Differs(&'static str),
    /// In clear only, for this reason.
    Clear(&'static str),
    /// Under TLS only, for this reason.
    Tls(&'static str),
}

/// What uploads are about.
pub(crate) const UPLOADED: &[u8] = b"abcdefghij";

/// Among the lines that a client says afterwards: it says nothing for a while.
pub(crate) const LATER: &str = "(60s later)";

pub(crate) const CUT: &str = "what is cut ends without a close_notify";

/// What a client does. From `Commands` on it is logged in.
#[derive(Clone, Copy)]
pub(crate) enum Visit {
    /// It connects.
    Greeting,
    /// It connects and says `AUTH TLS`.
    Upgrade,
    /// It logs in.
    Login,
    /// It says these lines, and waits for the reply to each.
    Commands(&'static [&'static str]),
    /// It says these lines at once.
    Pipelined(&'static [&'static str]),
    /// `RETR /a`, ten octets, after `PASV`.
    Download,
    /// The same, after `PORT`.
    ActiveDownload,
    /// `STOR /new`, ten octets, after `PASV`.
    Upload,
    /// The same, after `PORT`.
    ActiveUpload,
    /// `STOR /new`, and this line before the upload has come to its end.
    Midway(&'static str),
    /// This listing, of a directory with two files.
    Listing(&'static str),
}

impl Row {
    pub(crate) const fn new(
        name: &'static str,
        code: &'static str,
        rule: fn(&FtpServer) -> Box<dyn Any>,
        visit: Visit,
    ) -> Self {
        Self {
            name,
            code,
            rule,
            visit,
            then: &["NOOP"],
            another: false,
            released: false,
            scope: Scope::Same,
        }
    }

    /// The client says these afterwards, and not only `NOOP`.
    pub(crate) const fn then(mut self, lines: &'static [&'static str]) -> Self {
        self.then = lines;
        self
    }

    pub(crate) const fn another(mut self) -> Self {
        self.another = true;
        self
    }

    pub(crate) const fn released(mut self) -> Self {
        self.released = true;
        self
    }

    pub(crate) const fn differs(mut self, why: &'static str) -> Self {
        self.scope = Scope::Differs(why);
        self
    }

    pub(crate) const fn clear_only(mut self, why: &'static str) -> Self {
        self.scope = Scope::Clear(why);
        self
    }

    pub(crate) const fn tls_only(mut self, why: &'static str) -> Self {
        self.scope = Scope::Tls(why);
        self
    }

    /// The rule on one line.
    pub(crate) fn code(&self) -> String {
        one_line(self.code)
    }
}

/// A name, the visit it is proven with, and the rule: `row!("close", Commands(&["PWD"]), |server| rule)`.
macro_rules! row {
    ($name:literal, $visit:expr, |$server:ident| $rule:expr) => {
        $crate::row::Row::new($name, stringify!($rule), |$server| Box::new($rule), $visit)
    };
}

pub(crate) use row;
