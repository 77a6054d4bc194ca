//! TLS that goes wrong.

use ftpmock::prelude::*;

use crate::row::Visit::{Download, Upgrade};
use crate::row::{Group, Row, row};

const HANDSHAKE: &str = "it is about a handshake";

pub(crate) const GROUP: Group = Group {
    title: "TLS",
    before: "",
    rows: ROWS,
};

const ROWS: &[Row] = &[
    row!("tls_alert", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_alert(TlsAlert::AccessDenied)))
    .tls_only(HANDSHAKE),
    row!("tls_alert", Download, |server| server
        .on(RETR)
        .fault(Fault::tls_alert(TlsAlert::AccessDenied)))
    .tls_only(HANDSHAKE),
    row!("tls_no_common_version", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_no_common_version()))
    .tls_only(HANDSHAKE),
    row!("tls_no_common_cipher", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_no_common_cipher()))
    .tls_only(HANDSHAKE),
    row!("tls_certificate", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_certificate(TlsCertificate::Expired)))
    .tls_only(HANDSHAKE),
    row!("tls_certificate_required", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_certificate_required()))
    .tls_only(HANDSHAKE),
    row!("tls_cut_after", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_cut_after(5)))
    .tls_only(HANDSHAKE),
    row!("tls_fragmented", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_fragmented()))
    .tls_only(HANDSHAKE),
    row!("tls_no_close_notify", Download, |server| server
        .on(RETR)
        .fault(Fault::tls_no_close_notify()))
    .tls_only("in clear there is no close_notify"),
    row!("tls_no_resumption", Download, |server| server
        .on(RETR)
        .fault(Fault::tls_no_resumption()))
    .tls_only(HANDSHAKE),
    row!("tls_omitted", Download, |server| server
        .on(RETR)
        .fault(Fault::tls_omitted()))
    .tls_only(HANDSHAKE),
    row!("tls_plain_text", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_plain_text("500 What?\r\n")))
    .tls_only(HANDSHAKE),
    row!("tls_stalled", Upgrade, |server| server
        .on(Event::TlsHandshake)
        .fault(Fault::tls_stalled()))
    .tls_only(HANDSHAKE),
    row!("tls_unasked", Download, |server| server
        .on(RETR)
        .fault(Fault::tls_unasked()))
    .clear_only("after `PROT P` everybody asks for TLS"),
];
