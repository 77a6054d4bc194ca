//! What a request is answered.

use std::fmt::Display;

use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::body::{Body, Content};
use super::events::Stream;
use super::wait::Wanted;
use crate::cli::output::json_text;

/// An answer, or what is yet to become one.
pub(super) enum Answer {
    /// There is nothing more to say.
    Done,
    Events(Stream),
    File(Content),
    Text(StatusCode, Form, String),
    /// Comes when something has happened.
    Wait(Box<Wanted>),
}

/// How a text is to be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Json,
    /// One JSON object a line.
    Jsonl,
    Text,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    says: Value,
    /// The methods that would do.
    allow: Option<String>,
}

impl Answer {
    pub(super) fn json(object: &impl Serialize) -> Self {
        Self::json_as(StatusCode::OK, object)
    }

    pub(super) fn json_as(status: StatusCode, object: &impl Serialize) -> Self {
        Self::Text(status, Form::Json, json_text(object) + "\n")
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let (status, kind, body) = match self {
            Self::Done => return response(StatusCode::NO_CONTENT, None, Body::empty()),
            Self::Events(stream) => (
                StatusCode::OK,
                "text/event-stream",
                Body::Events(Box::new(stream)),
            ),
            Self::File(content) => (
                StatusCode::OK,
                "application/octet-stream",
                Body::File(content),
            ),
            Self::Text(status, form, text) => (status, form.media_type(), Body::whole(text)),
            // It is awaited before.
            Self::Wait(_) => return Refusal::internal("nobody has waited").into_response(),
        };
        response(status, Some(kind), body)
    }
}

impl Form {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Jsonl => "application/jsonl",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

impl Refusal {
    pub(super) fn new(status: StatusCode, why: impl Display) -> Self {
        Self {
            status,
            says: json!({ "error": why.to_string() }),
            allow: None,
        }
    }

    /// The request makes no sense.
    pub(super) fn bad(why: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, why)
    }

    pub(super) fn not_found(why: impl Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, why)
    }

    pub(super) fn internal(why: impl Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, why)
    }

    /// The program is at its end.
    pub(super) fn ending() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is ending")
    }

    pub(super) fn method(method: impl Display, path: &str, allow: String) -> Self {
        let why = format!("{path} does not know {method}: use {allow}");
        Self {
            allow: Some(allow),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, why)
        }
    }

    /// Says one more thing, for machines.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.says[name] = value.into();
        self
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let text = Body::whole(json_text(&self.says) + "\n");
        let mut response = response(self.status, Some(Form::Json.media_type()), text);
        let allow = self
            .allow
            .and_then(|allow| HeaderValue::try_from(allow).ok());
        if let Some(allow) = allow {
            response.headers_mut().insert(ALLOW, allow);
        }
        response
    }
}

fn response(status: StatusCode, kind: Option<&'static str>, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Some(kind) = kind {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // What a test puts into a file is not for browsers to guess at.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
