//! Bytes to values and back: commands, replies, paths, addresses, listings.
//!
//! Nothing here has a socket, a clock or a state of a session. What comes from a peer is octets, is
//! kept as octets, and can be malformed in any way without a panic.
//!
//! | module | subject |
//! | --- | --- |
//! | `verb`, `command`, `args` | a command line: its verb, its argument, what each grammar allows |
//! | `dialect` | how a server words its replies |
//! | `line`, `telnet` | the control stream, split into lines |
//! | `code`, `reply`, [`replies`] | codes, encoding, and every reply text of the crate |
//! | `path`, `mode`, `address`, `host`, `stamp` | the values arguments are made of |
//! | `listing`, `facts` | what LIST, NLST, MLSD and MLST print |
//! | `coding` | TYPE, STRU and MODE: what a file looks like on the wire, streaming, both ways |

mod address;
mod args;
mod code;
mod coding;
mod command;
mod dialect;
mod facts;
mod host;
mod line;
mod list_style;
mod listing;
mod mode;
mod path;
pub mod replies;
mod reply;
#[cfg(feature = "serde")]
mod serial;
mod stamp;
mod telnet;
mod text;
mod verb;

pub use address::{EpsvArg, ExtendedPort, eprt_text, epsv_text, pasv_text, port_text};
pub use args::{Args, SyntaxError};
pub use code::Code;
pub use coding::{
    AsciiDecoder, AsciiEncoder, AsciiMode, Coding, CodingError, Decoder, Encoder, InflateLimits,
    Level, Marker, Representation, Structure, TransferMode,
};
pub use command::Command;
pub use dialect::{Dialect, Piece, Pieces};
pub use facts::{FactKind, FactSet, FactValues, Facts, parse_opts, write_facts};
pub use host::HostArg;
pub use line::{Decoded, Ending, LineDecoder, LineLimits};
pub use list_style::{
    CustomList, ListStyle, ListSwitches, Months, UnixColumns, UnixSize, UnixStyle, UnixTimes,
    list_options,
};
pub use listing::{FileKind, ListEntry, ListFormat, is_printable, list_line, name_line};
pub use mode::ModeChange;
pub use path::{FtpPath, PathArg};
pub use reply::Reply;
#[cfg(feature = "serde")]
pub(crate) use serial::{all_octets, octets};
pub use stamp::{Civil, UnixTime, parse_stamp, stamp};
pub use text::Escaped;
pub use verb::{Verb, verbs};
