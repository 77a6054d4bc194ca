//! One client, all scenarios of `fixtures/scenarios`: what each of them makes of the same visit.

#![cfg(feature = "tls")]

use std::net::TcpStream;
use std::time::Duration;

use ftpmock::prelude::*;
use ftpmock::{Scenario, Transcript};
use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpResult, RustlsConnector, RustlsFtpStream};

/// How long the client waits for a server that says nothing.
const PATIENCE: Duration = Duration::from_secs(2);

/// Comes, looks, fetches a file, brings one, tidies up.
fn visit(server: &FtpServer, tls: bool) -> FtpResult<()> {
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
    ftp.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
    let mut ftp = ftp.passive_stream_builder(|addr| {
        let data = TcpStream::connect_timeout(&addr, PATIENCE);
        let data = data.map_err(suppaftp::FtpError::ConnectionError)?;
        data.set_read_timeout(Some(PATIENCE)).unwrap();
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
fn visited(scenario: Scenario) -> Transcript {
    let tls = format!("{scenario:?}").contains("TLS begins");
    let server = FtpServer::builder().play(scenario).start();
    let _ = visit(&server, tls)
        .or_else(|_| visit(&server, tls))
        .or_else(|_| visit(&server, tls));
    server.finish()
}

#[test]
fn every_scenario_has_its_transcript() {
    let mut seen = 0;
    insta::glob!("../../fixtures/scenarios", "**/*.toml", |path| {
        let scenario = Scenario::from_path(path).unwrap_or_else(|error| panic!("{error}"));
        let said = scenario.explain().join("\n");
        let transcript = visited(scenario);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            // Whether its last words reach a client that hangs up is a matter of chance.
            let transcript = transcript.to_string().replace("reset by client", "closed by client");
            insta::assert_snapshot!(format!("{said}\n\n{transcript}"));
        });
        seen += 1;
    });
    assert!(seen >= 40, "{seen} scenarios");
}
