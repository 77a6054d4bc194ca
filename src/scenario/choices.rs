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

macro_rules! choices {
    ($($(#[$when:meta])? $kind:ident { $($name:literal $value:ident $says:literal;)* })*) => {$(
        $(#[$when])?
        impl Choice for $kind {
            fn all() -> Vec<(&'static str, Self, &'static str)> {
                vec![$(($name, Self::$value, $says)),*]
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
        "change" Change "changing anything";
        "commit" Commit "completing an upload";
        "create_dir" CreateDir "making a directory";
        "list" List "listing";
        "look" Look "looking at a file";
        "open" Open "opening a file";
        "read" Read "reading";
        "remove" Remove "removing a file";
        "remove_dir" RemoveDir "removing a directory";
        "rename" Rename "renaming";
        "set_mode" SetMode "setting a mode";
        "set_owner" SetOwner "setting an owner";
        "set_time" SetTime "setting a time";
        "store" Store "storing a file";
        "symlink" Symlink "making a link";
        "write" Write "writing";
    }
    DataEnd {
        "close" Close "close it";
        "half_close" HalfClose "close it one way";
        "reset" Reset "reset it";
        "stall" Stall "let it stall";
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
        "access_denied" AccessDenied "access_denied";
        "bad_certificate" BadCertificate "bad_certificate";
        "certificate_expired" CertificateExpired "certificate_expired";
        "certificate_required" CertificateRequired "certificate_required";
        "certificate_unknown" CertificateUnknown "certificate_unknown";
        "decode_error" DecodeError "decode_error";
        "handshake_failure" HandshakeFailure "handshake_failure";
        "insufficient_security" InsufficientSecurity "insufficient_security";
        "internal_error" InternalError "internal_error";
        "no_application_protocol" NoApplicationProtocol "no_application_protocol";
        "protocol_version" ProtocolVersion "protocol_version";
        "unexpected_message" UnexpectedMessage "unexpected_message";
        "unknown_ca" UnknownCa "unknown_ca";
        "unrecognised_name" UnrecognisedName "unrecognised_name";
        "user_canceled" UserCanceled "user_canceled";
    }
    FsError {
        "already_exists" AlreadyExists "the name is taken";
        "busy" Busy "the file is busy";
        "corrupt" Corrupt "the content is damaged";
        "cross_device" CrossDevice "the other name is on another device";
        "directory_not_empty" DirectoryNotEmpty "the directory is not empty";
        "file_too_big" FileTooBig "the file is too big";
        "interrupted" Interrupted "it was interrupted";
        "invalid_name" InvalidName "the name is invalid";
        "invalid_offset" InvalidOffset "the offset is beyond the end";
        "io" Io "input or output error";
        "is_a_directory" IsADirectory "it is a directory";
        "locked" Locked "the file is locked";
        "name_too_long" NameTooLong "the name is too long";
        "no_space" NoSpace "no space is left";
        "not_a_directory" NotADirectory "it is not a directory";
        "not_found" NotFound "nothing is there";
        "permission_denied" PermissionDenied "permission denied";
        "quota_exceeded" QuotaExceeded "the quota is used up";
        "read_only" ReadOnly "nothing can be changed";
        "timed_out" TimedOut "it timed out";
        "too_many_open_files" TooManyOpenFiles "too many files are open";
        "unsupported" Unsupported "it is not supported";
        "would_block" WouldBlock "not now";
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

    fn say(&self) -> String {
        let known = Self::all().into_iter().find(|(_, error, _)| error == self);
        known.map_or_else(|| self.to_string(), |(.., says)| says.to_owned())
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

    fn say(&self) -> String {
        format!("alert {}", self.number())
    }
}
