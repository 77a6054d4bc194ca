//! One client, all scenarios of `fixtures/scenarios`: what each of them makes of the same visit.

#![cfg(feature = "tls")]

use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use ftpmock::Scenario;
use ftpmock::prelude::*;
use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, RustlsConnector, RustlsFtpStream};

/// Scenarios in which the server leaves the client waiting; in all others it answers, however long a
/// busy machine may take to.
const SILENT: [&str; 2] = ["pending-hold", "retr-stall"];

/// How long the client waits in a scenario.
fn patience(scenario: &Path) -> Duration {
    let name = scenario.file_stem().unwrap().to_str().unwrap();
    Duration::from_secs(if SILENT.contains(&name) { 2 } else { 60 })
}

/// Comes, looks, fetches a file, brings one, tidies up.
fn visit(server: &FtpServer, tls: bool, patience: Duration) -> FtpResult<()> {
    let connector = RustlsConnector::from(server.client_config());
    let mut ftp = if server.implicit_addr() == Some(server.addr()) {
        #[allow(deprecated)]
        RustlsFtpStream::connect_secure_implicit(server.addr(), connector, "localhost")?
    } else if tls {
        RustlsFtpStream::connect(server.addr())?.into_secure(connector, "localhost")?
    } else {
        RustlsFtpStream::connect(server.addr())?
    };
    let addr = server.addr();
    // Whoever reaches the server by an address reaches its data ports there, too.
    ftp.set_passive_nat_workaround(addr.is_ipv4());
    ftp.get_ref().set_read_timeout(Some(patience)).unwrap();
    let mut ftp = ftp.passive_stream_builder(move |addr| {
        let data = TcpStream::connect_timeout(&addr, patience);
        let data = data.map_err(suppaftp::FtpError::ConnectionError)?;
        data.set_read_timeout(Some(patience)).unwrap();
        Ok(data)
    });
    let done = tour(&mut ftp);
    if let Err(FtpError::ConnectionError(_)) = done {
        // Where the server is silent, it shall notice the end of the data before that of the session.
        let _ = ftp.quit();
    }
    done
}

fn tour(ftp: &mut RustlsFtpStream) -> FtpResult<()> {
    ftp.login("alice", "secret")?;
    ftp.transfer_type(FileType::Binary)?;
    let fetched = ftp.retr_as_buffer("/outbox/today.csv")?.into_inner();
    assert!(fetched.starts_with(b"a,b"), "{fetched:?}");
    ftp.put_file("/inbox/new.csv", &mut &b"c,d\n3,4\n"[..])?;
    ftp.nlst(Some("/inbox"))?;
    ftp.rm("/inbox/new.csv")?;
    ftp.quit()
}

/// Tries three times.
fn visited(path: &Path) -> String {
    let scenario = Scenario::from_path(path).unwrap_or_else(|error| panic!("{error}"));
    let said = scenario.explain().join("\n");
    let tls = format!("{scenario:?}").contains("TLS begins");
    let server = FtpServer::builder().play(scenario).start();
    let patience = patience(path);
    let _ = visit(&server, tls, patience)
        .or_else(|_| visit(&server, tls, patience))
        .or_else(|_| visit(&server, tls, patience));
    // Whether its last words reach a client that hangs up is a matter of chance.
    let transcript = server.finish().to_string();
    let transcript = transcript.replace("reset by client", "closed by client");
    format!("{said}\n\n{transcript}")
}

#[test]
fn every_scenario_has_its_transcript() {
    let mut seen = 0;
    insta::glob!("../../fixtures/scenarios", "**/*.toml", |path| {
        let visited = visited(path);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(visited);
        });
        seen += 1;
    });
    assert!(seen >= 40, "{seen} scenarios");
}
