//! What insta needs to know.

use super::query::Transcript;

/// A pattern, and what is shown in its place.
const FILTERS: &[(&str, &str)] = &[
    // PASV and PORT
    (
        r"(\(|\bPORT )(\d{1,3}(?:,\d{1,3}){3}),\d{1,3},\d{1,3}\b",
        "$1$2,<port>",
    ),
    // EPSV
    (r"\(\|\|\|\d+\|\)", "(|||<port>|)"),
    // EPRT
    (r"\|([12])\|([^|\s]+)\|\d+\|", "|$1|$2|<port>|"),
    // addresses, as logs have them
    (r"(\b\d{1,3}(?:\.\d{1,3}){3}|\[::1\]):\d+\b", "$1:<port>"),
];

impl Transcript {
    /// Settings for insta: they leave out the expression, which says nothing about a conversation,
    /// and hide the ports in what a *client* printed, as `Display` hides them in the transcript.
    ///
    /// ```
    /// use ftpmock::prelude::*;
    ///
    /// let server = FtpServer::start();
    /// let client_log = format!("connected to {}", server.addr());
    ///
    /// Transcript::settings().bind(|| {
    ///     insta::assert_snapshot!(client_log, @"connected to 127.0.0.1:<port>");
    ///     insta::assert_snapshot!(server.finish(), @"");
    /// });
    /// ```
    pub fn settings() -> insta::Settings {
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        for (pattern, shown) in FILTERS {
            settings.add_filter(pattern, *shown);
        }
        settings
    }
}
