//! An FTP server that lives inside a test: files in memory, scripted faults, recorded transcripts.
//!
//! [`FtpServer::start`] gives a complete server on a free port of 127.0.0.1 within a fraction of a
//! millisecond; the code under test talks to it with its real client. It behaves until a rule says
//! otherwise.
//!
//! ```
//! use ftpmock::prelude::*;
//! use suppaftp::{FtpStream, types::FileType};
//!
//! let server = FtpServer::builder().file("/out/today.csv", "a,b\n1,2\n").start();
//! server.on(RETR).once().fault(Fault::data_reset_after(3)); // what shall go wrong
//! server.expect(DELE).never();                              // what shall not happen
//!
//! // The code under test.
//! let mut ftp = FtpStream::connect(server.addr())?;
//! ftp.login("alice", "secret")?;
//! ftp.transfer_type(FileType::Binary)?;
//! assert!(ftp.retr_as_buffer("/out/today.csv").is_err());
//! assert_eq!(ftp.retr_as_buffer("/out/today.csv")?.into_inner(), b"a,b\n1,2\n");
//! ftp.quit()?;
//!
//! // What it did: verified, and ready for a snapshot.
//! assert_eq!(server.finish().only(RETR).to_string(), "\
//! C: RETR /out/today.csv
//! S: 150 File status okay; about to open data connection.
//! ! fault: data reset after 3 bytes
//! D: S->C 3 of 8 bytes, reset by server
//! S: 426 Connection closed; transfer aborted.
//! C: RETR /out/today.csv
//! S: 150 File status okay; about to open data connection.
//! D: S->C 8 bytes
//! S: 226 Transfer complete.");
//! # Ok::<(), suppaftp::FtpError>(())
//! ```
//!
//! # Where to look
//!
//! | You want to | look at |
//! | --- | --- |
//! | start a server, seed files, add users, set time-outs | [`FtpServer`], [`Builder`] |
//! | say what goes wrong, and when | [`FtpServer::on`], [`RuleBuilder`](script::RuleBuilder) |
//! | see all that can go wrong | [`Fault`] |
//! | let everything go wrong now and then | [`FtpServer::chaos`] |
//! | say what must happen, or must not | [`FtpServer::expect`] |
//! | add commands, take commands away, lie in `FEAT` | [`Builder::command`], [`Builder::without`], [`Builder::advertise`] |
//! | take another server for a model, change its words | [`Builder::profile`], [`Dialect`](protocol::Dialect) |
//! | hold the server at a point, then let go | [`Gate`] |
//! | read what happened, keep it as a snapshot | [`Transcript`] |
//! | speak TLS, well or badly | [`Tls`], [`Builder::tls`], [`Event::TlsHandshake`](script::Event) |
//! | look at the files, change them under the client | [`FtpServer::fs`], [`server::Files`] |
//! | let time pass without waiting | [`ManualClock`](clock::ManualClock) |
//! | test with a test that returns `Err` | [`FtpServer::run`] |
//! | run code when clients do something, refuse clients and logins | [`Builder::on_event`], [`server::Observer`], [`FtpServer::events`] |
//! | close it, take it down, see and kick its sessions | [`FtpServer::down`], [`FtpServer::sessions`], [`server::ServerHandle`] |
//! | let it die, freeze, forget clients, begin anew | [`Fault::outage`], [`FtpServer::down_for`], [`FtpServer::cut_off`], [`server::Firewall`], [`FtpServer::reset`] |
//! | add, change and remove users meanwhile | [`FtpServer::users`], [`Accounts`](auth::Accounts) |
//! | serve fixtures that no test changes | `Builder::overlay`, [`MemoryFs::over`](vfs::MemoryFs::over) |
//! | slow data down | [`Builder::throttle`] |
//! | bring your own files or accounts | [`vfs::Filesystem`], [`auth::Authenticator`] |
//!
//! | Module | what is in it |
//! | --- | --- |
//! | [`prelude`] | what a test needs, in one line |
//! | [`server`] | sockets: the server itself, its builder, its files as a test sees them |
//! | [`script`] | rules: triggers, counting words, faults, gates |
//! | [`transcript`] | what happened, and how it reads |
//! | [`vfs`] | files in memory, in a directory, in a temporary directory, or your own |
//! | [`auth`] | users, passwords, permissions |
//! | [`clock`] | time, and waiting for facts |
//! | [`session`] | the protocol machine: a plain value, no sockets |
//! | [`protocol`] | octets to values and back: commands, replies, paths, listings |
//!
//! # Guarantees
//!
//! - **Listening.** When `start` returns, a client can connect. Each server has a port of its own
//!   and shares nothing with another one.
//! - **What the client has seen has happened.** When a client has read the last octet of a reply,
//!   the transcript has the exchange, the files have the upload, and the rules have counted. No
//!   sleep, no retry. What a client did but saw no answer to may be missing: [`FtpServer::finish`]
//!   waits for it, and [`Rule::hits_reached`] does so in the middle of a test.
//! - **Drop.** When `drop` returns, the port refuses, the sessions are gone, and so are their
//!   descriptors and temporary files. It takes milliseconds, whatever clients are doing. Dropping
//!   verifies: an unmet expectation, a rule that never acted (unless
//!   [`optional`](script::RuleBuilder::optional)), and a panic in a closure of yours fail the test,
//!   with the source line of the rule and the transcript.
//! - **Any runtime, or none.** A server runs on threads of its own. Nothing here needs `async`; what
//!   waits ([`Wait`](clock::Wait)) can be awaited anywhere, or blocked on. Closures, observers,
//!   authenticators and filesystems of yours may block: only the session that called them waits.
//! - **The same seed, the same faults.** [`chance`](script::RuleBuilder::chance),
//!   [`delay_between`](Fault::delay_between) and [`Chaos`](script::Chaos) draw from [`Builder::seed`] or
//!   `FTPMOCK_SEED`.
//! - **Octets.** Names, paths, arguments and contents are octets; nothing a client sends panics.
//! - **Texts are an interface.** A changed reply text or transcript format is a breaking change.
//!
//! # Limits
//!
//! - The cut at exactly octet *n* of a download ([`Fault::data_reset_after`]) is exact on Linux; on
//!   other systems the client gets at most *n*. [`Fault::data_ignored`] differs there, too.
//! - Developed and checked on Linux. What is written for macOS and Windows has not been checked.
//!
//! # Features
//!
//! | Feature | what it adds | default |
//! | --- | --- | --- |
//! | `temp-dir` | [`Builder::temp_dir`]: files in a temporary directory; implies `disk` | yes |
//! | `disk` | [`Builder::root`]: files in a real directory that no path leaves | yes |
//! | `tls` | [`Builder::tls`]: FTPS, with certificates made at run time; `default-features = false` leaves it out | yes |
//! | `hash` | `HASH`, `XCRC`, `XMD5`, `XSHA`, `XSHA1`, `XSHA256`, `XSHA512` | |
//! | `serde` | `Serialize` for transcripts, faults, sessions and trees of files | |
//! | `scenario` | `Scenario`, `Builder::scenario`: all that a builder can say, from TOML files; see `docs/SCENARIO.md` | |
//! | `cli` | the program `ftpmock`, for tests in any language: `cargo install ftpmock --features cli` | |
//! | `deflate` | `MODE Z`: transfers compressed with zlib | |
//! | `insta` | `Transcript::settings()` for snapshots | |
//! | `rstest` | the module `fixtures` | |
//!
//! Neither `insta` nor `rstest` is needed to use those crates: a transcript is `Display`, and a
//! server is `Default`.

pub mod auth;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod clock;
#[cfg(feature = "rstest")]
pub mod fixtures;
pub mod prelude;
pub mod protocol;
#[cfg(feature = "scenario")]
mod scenario;
pub mod script;
pub mod server;
pub mod session;
pub mod transcript;
pub mod vfs;

pub use protocol::UnixTime;
#[cfg(feature = "scenario")]
pub use scenario::{Scenario, ScenarioError};
pub use script::{Fault, Gate, Rule};
pub use server::{Builder, FtpServer};
#[cfg(feature = "tls")]
pub use server::{CloseNotify, Tls};
pub use transcript::Transcript;

/// What [`FtpServer::client_config`] gives and [`Tls::server_config`] takes belong to it.
#[cfg(feature = "tls")]
pub use rustls;

#[doc = include_str!("../README.md")]
#[cfg(all(doctest, feature = "disk", feature = "tls"))]
struct ReadmeDoctests;
