//! Every reply text of the crate, one function each.
//!
//! Texts, codes and keys are public: snapshots of tests hold them. A key is `subject.situation`.

mod files;
mod general;
#[cfg(feature = "hash")]
mod hash;
mod info;
mod keys;
mod login;
#[cfg(feature = "tls")]
mod security;
mod site;
mod transfer;

pub use files::*;
pub use general::*;
#[cfg(feature = "hash")]
pub use hash::*;
pub use info::*;
pub(super) use keys::KEYS;
pub use login::*;
#[cfg(feature = "tls")]
pub use security::*;
pub use site::*;
pub use transfer::*;

use super::{Code, FtpPath, Reply};

/// Replies that are always the same: name, key, code, text.
macro_rules! fixed {
    ($($name:ident $key:literal $code:literal $text:literal;)*) => {
        $(
            #[doc = concat!("`", $code, " ", $text, "`, under the key `", $key, "`.")]
            pub fn $name() -> Reply {
                Reply::keyed($key, Code::of($code), $text)
            }
        )*

        /// For the table of all replies.
        #[cfg(test)]
        pub(super) const FIXED: &[fn() -> Reply] = &[$($name),*];
    };
}
use fixed;

/// A path in quotes, followed by a text.
fn quoted(key: &'static str, code: u16, path: &FtpPath, text: &str) -> Reply {
    let mut line = path.quoted();
    line.extend_from_slice(text.as_bytes());
    Reply::keyed(key, Code::of(code), line)
}

#[cfg(test)]
mod table;
