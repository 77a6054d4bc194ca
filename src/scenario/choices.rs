//! Values that have names.

use super::args::Answer;
use super::args_many::{Choice, Named};
use super::node::{Found, Node, Reader};
use super::row::Arg;
use super::shape::Shape;
use crate::protocol::{AsciiMode, Code, ListStyle};
use crate::script::fault::{DataEnd, FsOp};
#[cfg(feature = "tls")]
use crate::script::fault::{TlsAlert, TlsCertificate};
#[cfg(feature = "tls")]
use crate::server::CloseNotify;
use crate::session::{Encoding, ForeignData, InvalidUtf8, ListOrder, Profile};
use crate::vfs::FsError;

/// Names, values, and what sentences about the server say of them, where there are any: rules say
/// themselves what they say.
macro_rules! choices {
    ($($(#[$when:meta])? $kind:ident { $($name:literal $value:ident $($says:literal)?;)* })*) => {$(
        $(#[$when])?
        impl Choice for $kind {
            fn all() -> Vec<(&'static str, Self, &'static str)> {
                vec![$(($name, Self::$value, concat!($($says)?))),*]
            }
        }
    )*};
}

choices! {
    AsciiMode {
        "exact" Exact "octet for octet";
        "lenient" Lenient "leniently";
    }
    Encoding {
        "latin1" Latin1 "Latin-1";
        "utf8" Utf8 "UTF-8";
    }
    ForeignData {
        "allow" Allow "allowed";
        "drop" Drop "dropped";
        "fail" Fail "dropped, with the transfer";
    }
    InvalidUtf8 {
        "keep" Keep "kept as they are";
        "reject" Reject "refused";
        "replace" Replace "replaced";
    }
    ListStyle {
        "cisco_ios" CiscoIos "Cisco Ios";
        "connect_enterprise" ConnectEnterprise "Connect Enterprise";
        "eplf" Eplf "Eplf";
        "hellsoft" Hellsoft "Hellsoft";
        "html" Html "Html";
        "mac_peter" MacPeter "Mac Peter";
        "mvs_datasets" MvsDatasets "Mvs Datasets";
        "mvs_jobs" MvsJobs "Mvs Jobs";
        "mvs_load_library" MvsLoadLibrary "Mvs Load Library";
        "mvs_members" MvsMembers "Mvs Members";
        "netware" Netware "Netware";
        "nortel" Nortel "Nortel";
        "os2" Os2 "Os2";
        "os400_files" Os400Files "Os400 Files";
        "os400_library" Os400Library "Os400 Library";
        "tandem" Tandem "Tandem";
        "tops20" Tops20 "Tops20";
        "unisys" Unisys "Unisys";
        "unix" Unix "Unix";
        "vms" Vms "Vms";
        "vms_multinet" VmsMultinet "Vms Multinet";
        "vms_two_lines" VmsTwoLines "Vms Two Lines";
        "vx_works" VxWorks "Vx Works";
        "windows" Windows "Windows";
        "windows24_hours" Windows24Hours "Windows24 Hours";
        "windows_links" WindowsLinks "Windows Links";
        "windows_long_year" WindowsLongYear "Windows Long Year";
        "windows_slashes" WindowsSlashes "Windows Slashes";
        "zvm" Zvm "Zvm";
    }
    ListOrder {
        "by_size" BySize "by size";
        "by_time" ByTime "by time";
        "backwards" Backwards "backwards";
        "sorted" Sorted "sorted";
        "unsorted" Unsorted "unsorted";
    }
    FsOp {
        "change" Change;
        "commit" Commit;
        "create_dir" CreateDir;
        "list" List;
        "look" Look;
        "open" Open;
        "read" Read;
        "remove" Remove;
        "remove_dir" RemoveDir;
        "rename" Rename;
        "set_mode" SetMode;
        "set_owner" SetOwner;
        "set_time" SetTime;
        "store" Store;
        "symlink" Symlink;
        "write" Write;
    }
    DataEnd {
        "close" Close;
        "half_close" HalfClose;
        "reset" Reset;
        "stall" Stall;
    }
    Profile {
        "standard" Standard "the standards";
        "pyftpdlib" Pyftpdlib "pyftpdlib";
    }
    #[cfg(feature = "tls")]
    CloseNotify {
        "accept" Accept "complete";
        "strict" Strict "incomplete";
        "warn" Warn "complete, with a note in the transcript";
    }
    #[cfg(feature = "tls")]
    TlsCertificate {
        "another" Another "another certificate";
        "expired" Expired "an expired certificate";
        "missing_intermediate" MissingIntermediate "a certificate whose intermediate authority is kept back";
        "not_yet_valid" NotYetValid "a certificate that is not yet valid";
        "self_signed" SelfSigned "a self-signed certificate";
        "unknown_authority" UnknownAuthority "a certificate of an unknown authority";
        "wrong_host" WrongHost "a certificate for another host";
    }
    #[cfg(feature = "tls")]
    TlsAlert {
        "access_denied" AccessDenied;
        "bad_certificate" BadCertificate;
        "certificate_expired" CertificateExpired;
        "certificate_required" CertificateRequired;
        "certificate_unknown" CertificateUnknown;
        "decode_error" DecodeError;
        "handshake_failure" HandshakeFailure;
        "insufficient_security" InsufficientSecurity;
        "internal_error" InternalError;
        "no_application_protocol" NoApplicationProtocol;
        "protocol_version" ProtocolVersion;
        "unexpected_message" UnexpectedMessage;
        "unknown_ca" UnknownCa;
        "unrecognised_name" UnrecognisedName;
        "user_canceled" UserCanceled;
    }
    FsError {
        "already_exists" AlreadyExists;
        "busy" Busy;
        "corrupt" Corrupt;
        "cross_device" CrossDevice;
        "directory_not_empty" DirectoryNotEmpty;
        "file_too_big" FileTooBig;
        "interrupted" Interrupted;
        "invalid_name" InvalidName;
        "invalid_offset" InvalidOffset;
        "io" Io;
        "is_a_directory" IsADirectory;
        "locked" Locked;
        "name_too_long" NameTooLong;
        "no_space" NoSpace;
        "not_a_directory" NotADirectory;
        "not_found" NotFound;
        "permission_denied" PermissionDenied;
        "quota_exceeded" QuotaExceeded;
        "read_only" ReadOnly;
        "timed_out" TimedOut;
        "too_many_open_files" TooManyOpenFiles;
        "unsupported" Unsupported;
        "would_block" WouldBlock;
    }
}

/// An error by its name, or a reply of one's own.
impl Arg for FsError {
    fn shape() -> Shape {
        Shape::Either(vec![Named::<Self>::shape(), Shape::Reply])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        if node.value().is_str() {
            return Named::read(node, at).map(|named| named.0);
        }
        let Answer(code, text) = Answer::read(node, at)?;
        match Code::new(code).filter(|_| (400..600).contains(&code)) {
            Some(code) => Ok(Self::Reply(
                code,
                String::from_utf8_lossy(&text).into_owned(),
            )),
            None => {
                let title = format!("a filesystem can not fail with {code}");
                Err(node.wrong(title, "expected a code from 400 to 599"))
            }
        }
    }
}

/// An alert by its name or number.
#[cfg(feature = "tls")]
impl Arg for TlsAlert {
    fn shape() -> Shape {
        Shape::Either(vec![Named::<Self>::shape(), u16::shape()])
    }

    fn read(node: Node<'_>, at: &Reader<'_>) -> Found<Self> {
        if !node.value().is_integer() {
            return Named::read(node, at).map(|named| named.0);
        }
        let number = node.integer("the number of an alert")?;
        let wrong = |_| node.wrong(format!("there is no alert {number}"), "expected 0 to 255");
        u8::try_from(number).map(Self::Other).map_err(wrong)
    }
}
