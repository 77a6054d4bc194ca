//! AUTH to CCC.

use super::fixed;
use crate::protocol::{Code, Reply};

fixed! {
    auth_accepted "AUTH.done" 234 "AUTH accepted, start TLS.";
    auth_unknown "AUTH.unknown" 504 "Security mechanism not understood.";
    auth_again "AUTH.again" 503 "The control connection is protected already.";
    no_security_data "ADAT.unexpected" 503 "No security data exchange is in progress.";
    buffer_size "PBSZ.done" 200 "PBSZ=0";
    no_security_exchange "security.none" 503 "No security exchange: use AUTH first.";
    no_buffer_size "PROT.no_pbsz" 503 "Use PBSZ first.";
    protection_unsupported "PROT.unsupported" 536 "Protection level not supported by TLS.";
    protection_refused "PROT.refused" 534 "Protection level refused by policy.";
    protection_clear "PROT.clear" 200 "Protection level set to C.";
    protection_private "PROT.private" 200 "Protection level set to P.";
    cleared "CCC.done" 200 "The control connection is in clear from now on.";
    not_protected "CCC.not_protected" 533 "The control connection is not protected.";
    level_unsupported "security.level" 537 "Not supported by TLS.";
    tls_required "security.required" 530 "TLS required: use AUTH TLS.";
    private_data_required "data.prot" 521 "Data connection cannot be opened with this PROT setting.";
    data_tls_failed "data.tls_failed" 522 "TLS negotiation failed on data channel.";
    data_not_resumed "data.not_resumed" 522 "Data connection must resume the TLS session of the control connection.";
    data_not_resumed_425 "data.not_resumed_425" 425 "Unable to build data connection: TLS session of the control connection not reused.";
    logged_in_by_certificate "USER.certificate" 232 "User logged in, authorized by security data exchange.";
}
