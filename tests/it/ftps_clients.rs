//! FTPS with curl, lftp, Python's ftplib and OpenSSL, where they are installed; and on two ports of one server.

use ftpmock::prelude::*;
use rstest::rstest;

use crate::support::ftps::is_implicit;
use crate::support::program::{curl, lftp_with, openssl, printed, python};
use crate::support::tls::Ftps;

const LARGE: u64 = 50 * MIB;

fn server(tls: Tls) -> FtpServer {
    FtpServer::builder()
        .tls(tls)
        .user(("alice", "secret"))
        .file("/empty", "")
        .file("/one", "x")
        .file("/some", Content::zeros(65_536))
        .file("/large", Content::zeros(LARGE))
        .start()
}

/// `ftp` with `AUTH`, or `ftps` where TLS begins at once.
fn url(server: &FtpServer) -> String {
    let scheme = if is_implicit(server) { "ftps" } else { "ftp" };
    format!("{scheme}://localhost:{}/", server.port())
}

#[rstest]
#[case::explicit(Tls::explicit().required())]
#[case::implicit(Tls::implicit())]
#[case::implicit_reuse(Tls::implicit().require_session_reuse())]
#[case::reuse_1_2(Tls::explicit().required().only_1_2().require_session_reuse())]
#[case::reuse_1_3(Tls::explicit().required().only_1_3().require_session_reuse())]
fn curl_moves_files_of_every_size(#[case] tls: Tls) {
    let server = server(tls);
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let ca = server.ca_file().to_str().unwrap();
    let common = ["--cacert", ca, "--ssl-reqd", "--user", "alice:secret"];
    for (name, size) in [("empty", 0), ("one", 1), ("some", 65_536), ("large", LARGE)] {
        let (url, local) = (format!("{}{name}", url(&server)), path(name));
        let Some(output) = curl(&[&common[..], &[&url, "--output", &local]].concat()) else {
            return;
        };
        printed(&output);
        let got = std::fs::metadata(&local).map_or(0, |metadata| metadata.len());
        assert_eq!(got, size, "{name}");
        std::fs::write(&local, vec![7; size as usize]).unwrap();
        let up = curl(
            &[
                &common[..],
                &["--upload-file", &local, &format!("{url}.up")],
            ]
            .concat(),
        );
        printed(&up.unwrap());
        assert_eq!(server.fs().size(format!("/{name}.up")), size);
    }
    let (url, local) = (format!("{}some", url(&server)), path("some"));
    std::fs::write(&local, [0; 1000]).unwrap();
    let resume = ["--continue-at", "-", "--output", &local, &url];
    printed(&curl(&[&common[..], &resume].concat()).unwrap());
    assert_eq!(std::fs::read(&local).unwrap(), [0; 65_536]);
    assert_eq!(server.transcript().only(REST).commands(), ["REST 1000"]);
}

/// What curl makes of TLS that goes wrong: its exit code.
#[rstest]
#[case::expired(Fault::tls_certificate(TlsCertificate::Expired), 60)]
#[case::self_signed(Fault::tls_certificate(TlsCertificate::SelfSigned), 60)]
#[case::wrong_host(Fault::tls_certificate(TlsCertificate::WrongHost), 60)]
#[case::alert(Fault::tls_alert(TlsAlert::AccessDenied), 35)]
#[case::version(Fault::tls_no_common_version(), 35)]
#[case::cut(Fault::tls_cut_after(100), 35)]
#[case::plain(Fault::tls_plain_text("500 What?\r\n"), 35)]
#[case::fragmented(Fault::tls_fragmented(), 0)]
fn curl_tells_what_is_wrong_with_the_handshake(#[case] fault: Fault, #[case] code: i32) {
    let server = server(Tls::explicit());
    let rule = server.on(Event::TlsHandshake).fault(fault);
    curl_ends_with(&server, code);
    assert_eq!(rule.hits(), 1);
}

#[rstest]
#[case::alert(Fault::data_alert_after(1000, TlsAlert::InternalError), 56)]
#[case::cut(Fault::data_close_after(1000).then_reply(226, "Done."), 18)]
fn curl_tells_what_is_wrong_with_the_data(#[case] fault: Fault, #[case] code: i32) {
    let server = server(Tls::explicit());
    let rule = server.on(RETR).fault(fault);
    curl_ends_with(&server, code);
    assert_eq!(rule.hits(), 1);
}

#[rstest]
#[case(AUTH, 534, 64)]
#[case(AUTH, 431, 64)]
#[case(PROT, 534, 64)]
fn curl_tells_that_tls_was_refused(
    #[case] verb: ftpmock::protocol::Verb,
    #[case] code: u16,
    #[case] exit: i32,
) {
    let server = server(Tls::explicit());
    let rule = server.on(verb).reply(code, "No.");
    curl_ends_with(&server, exit);
    assert!(rule.hits() > 0);
}

fn curl_ends_with(server: &FtpServer, code: i32) {
    let ca = server.ca_file().to_str().unwrap();
    let url = format!("{}some", url(server));
    let args = ["--cacert", ca, "--ssl-reqd", "--user", "alice:secret", &url];
    if let Some(output) = curl(&args) {
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{told}{}",
            server.transcript()
        );
    }
}

#[rstest]
#[case::explicit(Tls::explicit().required().require_session_reuse())]
#[case::implicit(Tls::implicit())]
#[case::implicit_reuse(Tls::implicit().require_session_reuse())]
fn lftp_moves_files(#[case] tls: Tls) {
    let server = server(tls);
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().to_str().unwrap();
    let settings = format!(
        "set ssl:ca-file {}; set ftp:ssl-force true; set ftp:ssl-protect-data true",
        server.ca_file().display()
    );
    let login = format!("-u alice,secret {}", url(&server));
    std::fs::write(format!("{dir}/half"), [0; 1000]).unwrap();
    server.fs().write("/half", Content::zeros(2000));
    let commands = format!(
        "get large -o {dir}/large; put {dir}/large -o up; get empty -o {dir}/empty; cls -1; \
         get -c some -o {dir}/half; put -c {dir}/half -o half"
    );
    let Some(output) = lftp_with(&settings, &login, &commands) else {
        return;
    };
    assert!(printed(&output).contains("large"));
    assert_eq!(server.fs().size("/up"), LARGE);
    assert_eq!(server.fs().read("/half"), [0; 65_536]);
    let resumed = server.transcript().only([REST, APPE]);
    let resumed = resumed.commands();
    assert_eq!(
        resumed,
        ["REST 1000", "REST 2000"],
        "{}",
        server.transcript()
    );
}

/// Ten transfers in one session, as ftplib does them or reusing the session of the control connection.
const FTPLIB: &str = r#"
import ftplib, io, ssl, sys
port, ca, how = sys.argv[1:]
implicit = how.startswith("implicit")
class Reusing(ftplib.FTP_TLS):
    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._prot_p:
            conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session)
        return conn, size
    @property
    def sock(self):
        return self._sock
    @sock.setter
    def sock(self, value):
        if implicit and value and not isinstance(value, ssl.SSLSocket):
            value = self.context.wrap_socket(value, server_hostname="127.0.0.1")
        self._sock = value
class Plain(Reusing):
    ntransfercmd = ftplib.FTP_TLS.ntransfercmd
ftp = (Reusing if how.endswith("reusing") else Plain)(context=ssl.create_default_context(cafile=ca))
ftp.connect("127.0.0.1", int(port), timeout=20)
ftp.login("alice", "secret")
ftp.prot_p()
try:
    for n in range(10):
        ftp.storbinary("STOR /x%d" % n, io.BytesIO(b"z" * [0, 1, 65536, 1 << 20][n % 4]))
    got = []
    ftp.retrbinary("RETR /large", lambda part: got.append(len(part)))
    ftp.storbinary("STOR /large", io.BytesIO(b"\0" * 20000), rest=52408800)
    print(sum(got), len(ftp.nlst()), ftp.size("/large"))
    got = []
    ftp.retrbinary("RETR /some", lambda part: got.append(len(part)), rest=65000)
    print(sum(got))
except ftplib.Error as error:
    print(error)
if how == "clearing":
    ftp.ccc()
    print(ftp.pwd())
ftp.quit()
"#;

const DONE: &str = "52428800 14 52428800\n536\n";

#[rstest]
#[case::as_it_is_1_2(Tls::explicit().only_1_2(), "plain", DONE)]
#[case::as_it_is_1_3(Tls::explicit().only_1_3(), "plain", DONE)]
#[case::refused_1_2(Tls::explicit().only_1_2().require_session_reuse(), "plain", "522 ")]
#[case::refused_1_3(Tls::explicit().only_1_3().require_session_reuse(), "plain", "522 ")]
#[case::reusing_1_2(Tls::explicit().only_1_2().require_session_reuse(), "reusing", DONE)]
#[case::reusing_1_3(Tls::explicit().only_1_3().require_session_reuse(), "reusing", DONE)]
#[case::implicit(Tls::implicit(), "implicit", DONE)]
#[case::implicit_refused(Tls::implicit().require_session_reuse(), "implicit", "522 ")]
#[case::implicit_reusing(Tls::implicit().require_session_reuse(), "implicit reusing", DONE)]
#[case::clearing(Tls::explicit().clearing(), "clearing", "52428800 14 52428800\n536\n/\n")]
fn ftplib_reuses_sessions_only_when_told_to(
    #[case] tls: Tls,
    #[case] how: &str,
    #[case] expected: &str,
) {
    let server = server(tls);
    let (port, ca) = (
        server.port().to_string(),
        server.ca_file().to_str().unwrap(),
    );
    let Some(output) = python(FTPLIB, &[&port, ca, how]) else {
        return;
    };
    let out = printed(&output);
    assert!(out.starts_with(expected), "{out}{}", server.transcript());
}

#[rstest]
#[case::explicit(Tls::explicit())]
#[case::implicit(Tls::implicit())]
#[case::old(Tls::explicit().only_1_2())]
fn openssl_trusts_the_chain(#[case] tls: Tls) {
    let implicit = format!("{tls:?}").contains("Implicit");
    let server = server(tls);
    let at = format!("localhost:{}", server.port());
    let ca = server.ca_file().to_str().unwrap();
    let starttls: &[&str] = if implicit { &[] } else { &["-starttls", "ftp"] };
    let args = [
        &["s_client", "-connect", &at, "-CAfile", ca, "-showcerts"][..],
        &["-verify_return_error", "-verify_hostname", "localhost"],
        starttls,
    ]
    .concat();
    let Some(output) = openssl(&args) else {
        return;
    };
    let out = printed(&output);
    assert!(out.contains("Verify return code: 0 (ok)"), "{out}");
    let begin = out.find("-----BEGIN").unwrap();
    let end = out.find("-----END CERTIFICATE-----").unwrap();
    let leaf = format!("{}-----END CERTIFICATE-----\n", &out[begin..end]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("leaf.pem");
    std::fs::write(&path, leaf).unwrap();
    let path = path.to_str().unwrap();
    let verified = openssl(&["verify", "-x509_strict", "-CAfile", ca, path]);
    assert!(printed(&verified.unwrap()).contains("OK"));
}

#[test]
fn the_url_tells_where_tls_begins_at_once() {
    let server = server(Tls::implicit());
    assert_eq!(server.url(), format!("ftps://{}/", server.addr()));
}

#[test]
fn a_server_has_both_kinds_on_two_ports() {
    let server = server(Tls::explicit().and_implicit().required());
    let implicit = server.implicit_addr().unwrap();
    assert_ne!(implicit, server.addr());
    assert_eq!(server.url(), format!("ftp://{}/", server.addr()));
    let mut ftp = Ftps::connect(&server).auth().log_in().private();
    assert_eq!(ftp.download("RETR /one").0, b"x");
    assert!(Ftps::connect(&server).say("USER alice").starts_with("530 "));

    let mut ftps = Ftps::silent(implicit, server.client_config());
    ftps.shake_hands().unwrap();
    assert!(ftps.reply().starts_with("220 "));
    let mut ftps = ftps.log_in();
    assert_eq!(
        ftps.download("RETR /one").0,
        b"x",
        "PROT P goes without saying"
    );
    drop(server);
    assert!(std::net::TcpStream::connect(implicit).is_err());
}

#[test]
fn an_outage_takes_both_ports_and_gives_them_back() {
    let server = server(Tls::explicit().and_implicit());
    let ports = [server.addr(), server.implicit_addr().unwrap()];
    let outage = server.down();
    for port in ports {
        let error = std::net::TcpStream::connect(port).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
    }
    drop(outage);
    Ftps::connect(&server).auth().log_in();
    let mut ftps = Ftps::silent(ports[1], server.client_config());
    ftps.shake_hands().unwrap();
    assert!(ftps.reply().starts_with("220 "));
}
