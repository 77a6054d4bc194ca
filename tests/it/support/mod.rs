//! What the tests share.

// A toolbox: not every tool is in use in every set of features.
#![allow(dead_code)]

pub(crate) mod ceiling;
pub(crate) mod child;
#[cfg(target_os = "linux")]
pub(crate) mod copies;
#[cfg(feature = "tls")]
pub(crate) mod ftps;
pub(crate) mod hooked;
pub(crate) mod life;
pub(crate) mod program;
pub(crate) mod raw;
pub(crate) mod raw_data;
pub(crate) mod raw_reply;
pub(crate) mod seen;
pub(crate) mod sources;
pub(crate) mod stringified;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod user;
