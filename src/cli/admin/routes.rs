//! The table of all that can be asked for: one row is one method of one path.

use hyper::Method;

use super::answer::{Answer, Refusal};
use super::call::Call;
use super::octets::decoded;
use super::{events, files, index, rules, sessions, steering, transcript, wait};

/// The largest file that can be put; larger ones come over FTP, or from the scenario.
const MOST_FILE: usize = 64 * 1024 * 1024;
/// The longest text with rules.
const MOST_RULES: usize = 1024 * 1024;

pub(super) struct Route {
    pub(super) method: Method,
    /// `<path>` and `<id>` at its end are what the client asks about.
    pub(super) path: &'static str,
    /// What can stand after `?`.
    pub(super) words: &'static [&'static str],
    /// How many octets of a body it takes.
    pub(super) takes: usize,
    pub(super) does: &'static str,
    pub(super) answer: fn(Call<'_>) -> Result<Answer, Refusal>,
}

/// A row without a body.
const fn route(
    method: Method,
    path: &'static str,
    words: &'static [&'static str],
    does: &'static str,
    answer: fn(Call<'_>) -> Result<Answer, Refusal>,
) -> Route {
    Route {
        method,
        path,
        words,
        takes: 0,
        does,
        answer,
    }
}

impl Route {
    const fn taking(mut self, most: usize) -> Self {
        self.takes = most;
        self
    }
}

#[rustfmt::skip]
pub(super) static ROUTES: &[Route] = &[
    route(Method::GET, "/", &[], "lists what there is", index::list),
    route(Method::GET, "/livez", &[], "says that the program runs", index::live),
    route(Method::GET, "/readyz", &[], "says that the server serves, or 503 while it is down", index::ready),
    route(Method::GET, "/api/v1", &[], "lists what there is", index::list),
    route(Method::GET, "/api/v1/transcript", &["session", "user", "verb", "format"], "gives what has happened", transcript::show),
    route(Method::DELETE, "/api/v1/transcript", &[], "forgets what has happened", transcript::forget),
    route(Method::GET, "/api/v1/files", &["user", "format"], "gives the tree of all files", files::tree),
    route(Method::GET, "/api/v1/files/<path>", &["user", "format"], "gives the content of a file, or the tree of a directory", files::show),
    route(Method::PUT, "/api/v1/files/<path>", &["user"], "writes a file, or makes a directory where the path ends in /", files::put).taking(MOST_FILE),
    route(Method::DELETE, "/api/v1/files/<path>", &["user"], "removes a file, or a directory with all that is in it", files::remove),
    route(Method::GET, "/api/v1/rules", &["user"], "lists rules and expectations, and how often they were hit", rules::list),
    route(Method::POST, "/api/v1/rules", &["user"], "adds the [[rule]]s and [[expect]]s of a scenario", rules::add).taking(MOST_RULES),
    route(Method::DELETE, "/api/v1/rules", &["user"], "removes the rules that were added here", rules::remove_added),
    route(Method::DELETE, "/api/v1/rules/<id>", &[], "removes a rule, and lets go the sessions that it holds", rules::remove),
    route(Method::GET, "/api/v1/sessions", &["user"], "lists sessions, those that have ended too", sessions::list),
    route(Method::DELETE, "/api/v1/sessions/<id>", &[], "sends a client away with 421", sessions::kick),
    route(Method::GET, "/api/v1/wait", wait::WORDS, "answers when a command is done, or 408", wait::wait),
    route(Method::GET, "/api/v1/events", &["user"], "streams what clients do (server-sent events)", events::stream),
    route(Method::POST, "/api/v1/verify", &["user", "format"], "checks expectations: 200, or 409 with the report", steering::verify),
    route(Method::POST, "/api/v1/reset", &[], "makes files, rules and transcript what they were at the start", steering::reset),
    route(Method::POST, "/api/v1/down", &["for"], "takes the server down, until /up or for a time", steering::down),
    route(Method::POST, "/api/v1/up", &[], "ends what /down began", steering::up),
];

/// The row of a request, and what stands in the place of `<path>` or `<id>`.
pub(super) fn find(method: &Method, path: &str) -> Result<(&'static Route, Vec<u8>), Refusal> {
    // One slash more at the end names the same thing.
    let shorter = path
        .strip_suffix('/')
        .filter(|shorter| !shorter.is_empty() && !shorter.ends_with('/'));
    let found = matching(path);
    let found = match shorter {
        Some(shorter) if found.is_empty() => matching(shorter),
        _ => found,
    };
    if found.is_empty() {
        return Err(Refusal::not_found(format_args!(
            "there is no {path}; GET /api/v1 lists what there is"
        )));
    }
    // The answer to HEAD is that to GET, and is not sent.
    let wanted = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    match found.iter().find(|(route, _)| route.method == *wanted) {
        Some((route, rest)) => Ok((route, decoded(rest, false)?)),
        None => {
            let mut allow = Vec::new();
            for (route, _) in &found {
                allow.push(route.method.as_str());
                if route.method == Method::GET {
                    allow.push("HEAD");
                }
            }
            Err(Refusal::method(method, path, allow.join(", ")))
        }
    }
}

fn matching(path: &str) -> Vec<(&'static Route, &str)> {
    let rest = |route: &'static Route| Some((route, rest(route.path, path)?));
    ROUTES.iter().filter_map(rest).collect()
}

/// What stands in the place of `<path>` or `<id>`, when the rest of the path is right.
fn rest<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, kind)) = pattern.split_once('<') else {
        return (pattern == path).then_some("");
    };
    let rest = path.strip_prefix(before)?;
    let fits = !rest.is_empty() && (kind == "path>" || !rest.contains('/'));
    fits.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(method: Method, path: &str) -> (&'static str, String) {
        let (route, rest) = find(&method, path).unwrap();
        (route.path, String::from_utf8(rest).unwrap())
    }

    #[test]
    fn a_path_has_one_row() {
        let (files, rules) = ("/api/v1/files/<path>", "/api/v1/rules/<id>");
        assert_eq!(found(Method::GET, "/"), ("/", String::new()));
        assert_eq!(
            found(Method::GET, "/api/v1/files/"),
            ("/api/v1/files", String::new())
        );
        assert_eq!(
            found(Method::HEAD, "/api/v1/files/a/b%20c"),
            (files, "a/b c".to_owned())
        );
        assert_eq!(
            found(Method::PUT, "/api/v1/files/a/"),
            (files, "a/".to_owned())
        );
        assert_eq!(
            found(Method::DELETE, "/api/v1/rules/7/"),
            (rules, "7".to_owned())
        );
        for path in ["/api", "/api/v1x", "/api/v1/rules/7/8", "//", ""] {
            assert!(find(&Method::GET, path).is_err(), "{path}");
        }
        assert!(find(&Method::PUT, "/api/v1/rules").is_err());
    }
}
