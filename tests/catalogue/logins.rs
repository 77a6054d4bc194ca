//! F: logins and limits.

use std::time::Duration;

use ftpmock::auth::User;
use ftpmock::prelude::*;

use crate::row::{Row, both, built, on};
use crate::stage::Wire;
use crate::support::raw::End;
use crate::support::tls::Ftps;

const NEEDS_PASSWORD: (&str, &str) = ("USER alice", "331 User name okay, need password.\r\n");
const GREETING: &str = "220 ftpmock ready\r\n";

pub(crate) const ROWS: &[Row] = &[
    built!(
        "login-530",
        |builder| builder.user(("alice", "right")),
        |stage| stage.guest().talks(&[
            ("", GREETING),
            NEEDS_PASSWORD,
            ("PASS wrong", "530 Login incorrect.\r\n"),
        ])
    ),
    on!(
        "login-530-transient",
        |server| server
            .on(PASS)
            .once()
            .reply_then_close(530, "Sorry, the maximum number of clients is connected."),
        |stage| {
            let mut guest = stage.greeted();
            guest.asks(NEEDS_PASSWORD.0, NEEDS_PASSWORD.1);
            guest.sends("PASS secret");
            guest.hears_last(
                "530 Sorry, the maximum number of clients is connected.\r\n",
                End::Closed,
            );
            stage.client().goes_on();
        }
    ),
    built!(
        "login-530-after-n",
        |builder| builder.user(("alice", "right")).max_login_attempts(2),
        |stage| {
            let mut guest = stage.greeted();
            guest.talks(&[
                NEEDS_PASSWORD,
                ("PASS wrong", "530 Login incorrect.\r\n"),
                NEEDS_PASSWORD,
            ]);
            guest.sends("PASS wrong");
            let (last, end) = guest.read_to_end();
            assert!(
                last.ends_with(b"421 Too many login attempts: closing control connection.\r\n")
            );
            assert_eq!(end, End::Closed);
        }
    ),
    on!(
        "login-delayed",
        |server| server.on(PASS).delay(Duration::from_secs(3)),
        |stage| {
            let mut guest = stage.greeted();
            guest.asks(NEEDS_PASSWORD.0, NEEDS_PASSWORD.1);
            guest.sends("PASS secret");
            stage.wait_for_rule();
            assert!(guest.is_silent());
            stage.clock.advance(Duration::from_secs(3));
            guest.hears("230 User logged in, proceed.\r\n");
        }
    ),
    both!(
        "login-user-enumeration",
        |builder| builder.user(("bob", "secret")),
        |server| server.on(USER).arg("alice").reply(530, "Unknown user."),
        |stage| stage.greeted().talks(&[
            ("USER alice", "530 Unknown user.\r\n"),
            ("USER bob", "331 User name okay, need password.\r\n"),
        ])
    ),
    built!(
        "user-230",
        |builder| builder.user(User::new("guest").no_password()),
        |stage| stage
            .greeted()
            .talks(&[("USER guest", "230 User logged in, proceed.\r\n")])
    ),
    on!(
        "user-331-anonymous",
        |server| server.on(USER).fault(Fault::reply_text("s/key 97 fw13894")),
        |stage| stage.greeted().talks(&[
            ("USER alice", "331 s/key 97 fw13894\r\n"),
            ("PASS answer", "230 User logged in, proceed.\r\n"),
        ])
    ),
    on!(
        "user-530-host",
        |server| server.on(USER).reply(530, "Not from your host."),
        |stage| stage
            .greeted()
            .talks(&[("USER alice", "530 Not from your host.\r\n")])
    ),
    built!(
        "acct-332",
        |builder| builder.user(User::new("alice").password("secret").account("42")),
        |stage| stage.greeted().talks(&[
            NEEDS_PASSWORD,
            ("PASS secret", "332 Need account for login.\r\n"),
            ("ACCT 42", "230 User logged in, proceed.\r\n"),
        ])
    ),
    built!(
        "acct-202",
        |builder| builder.user(("alice", "secret")),
        |stage| stage.dialogue(&[("ACCT 42", "202 Command superfluous.\r\n")])
    ),
    on!(
        "pass-202",
        |server| server
            .on(PASS)
            .fault(Fault::reply_as(202, "Command superfluous.")),
        |stage| stage.greeted().talks(&[
            NEEDS_PASSWORD,
            ("PASS secret", "202 Command superfluous.\r\n"),
            ("PWD", "257 \"/\" is the current directory.\r\n"),
        ])
    ),
    built!(
        "pass-230-multiline",
        |builder| builder.user(
            User::new("alice")
                .password("secret")
                .welcome("Quota: 3 of 5 MB\n\n230\n")
        ),
        |stage| stage.greeted().talks(&[
            NEEDS_PASSWORD,
            (
                "PASS secret",
                "230-Quota: 3 of 5 MB\r\n \r\n 230\r\n230 User logged in, proceed.\r\n"
            ),
        ])
    ),
    on!(
        "pass-331-again",
        |server| server
            .on(PASS)
            .once()
            .reply(331, "And now the second factor."),
        |stage| stage.greeted().talks(&[
            NEEDS_PASSWORD,
            ("PASS secret", "331 And now the second factor.\r\n"),
            ("PASS 123456", "230 User logged in, proceed.\r\n"),
        ])
    ),
    on!(
        "pass-expired",
        |server| server.on(PASS).reply(530, "Password expired"),
        |stage| stage
            .greeted()
            .talks(&[NEEDS_PASSWORD, ("PASS secret", "530 Password expired\r\n")])
    ),
    on!(
        "pass-empty-refused",
        |server| server.on(PASS).arg("").reply(501, "Login incorrect."),
        |stage| stage
            .greeted()
            .talks(&[NEEDS_PASSWORD, ("PASS ", "501 Login incorrect.\r\n")])
    ),
    built!(
        "pass-charset",
        |builder| builder.user(User::new("alice").password(b"gr\xfcn")),
        |stage| {
            let mut guest = stage.greeted();
            guest.talks(&[
                NEEDS_PASSWORD,
                ("PASS gr\u{fc}n", "530 Login incorrect.\r\n"),
                NEEDS_PASSWORD,
            ]);
            guest.send(b"PASS gr\xfcn\r\n");
            guest.hears("230 User logged in, proceed.\r\n");
        }
    ),
    built!(
        "user-domain",
        |builder| builder.user(("ACME\\alice", "secret")),
        |stage| stage.greeted().talks(&[
            ("USER ACME\\alice", "331 User name okay, need password.\r\n"),
            ("PASS secret", "230 User logged in, proceed.\r\n"),
        ])
    ),
    on!(
        "relogin",
        |server| server
            .on(USER)
            .logged_in()
            .reply(530, "Can't change to another user."),
        |stage| stage.dialogue(&[("USER bob", "530 Can't change to another user.\r\n")])
    ),
    built!(
        "conn-limit",
        |builder| builder.max_connections_per_ip(1),
        |stage| {
            let _first = stage.client();
            stage.guest().hears_last(
                "421 Too many connections from your address.\r\n",
                End::Closed,
            );
        }
    ),
    built!(
        "preauth-commands",
        |builder| builder.login_first([FEAT, SYST, HELP, OPTS]),
        |stage| stage.greeted().talks(&[
            ("SYST", "530 Please login with USER and PASS.\r\n"),
            ("NOOP", "200 NOOP ok.\r\n"),
        ])
    ),
    on!(
        "login-directory-missing",
        |server| server.on(ANY).logged_in().reply(550, "No such directory."),
        |stage| {
            let mut guest = stage.greeted();
            guest.talks(&[
                NEEDS_PASSWORD,
                ("PASS secret", "230 User logged in, proceed.\r\n"),
            ]);
            guest.talks(&[
                ("PWD", "550 No such directory.\r\n"),
                ("CWD /", "550 No such directory.\r\n"),
            ]);
        }
    ),
    on!(
        "shell-invalid",
        |server| server.on(PASS).reply(530, "User alice access denied."),
        |stage| stage.greeted().talks(&[
            NEEDS_PASSWORD,
            ("PASS secret", "530 User alice access denied.\r\n")
        ])
    ),
    on!(
        "user-deny-list",
        |server| server
            .on(USER)
            .arg("root")
            .reply(530, "User root access denied."),
        |stage| stage.greeted().talks(&[
            ("USER root", "530 User root access denied.\r\n"),
            NEEDS_PASSWORD
        ])
    ),
    on!(
        "user-232",
        |server| server.on(USER).fault(
            Fault::reply(232, "Logged in, authorised by the security exchange.").and_login()
        ),
        |stage| stage.greeted().talks(&[
            (
                "USER alice",
                "232 Logged in, authorised by the security exchange.\r\n"
            ),
            ("PWD", "257 \"/\" is the current directory.\r\n"),
        ])
    ),
    on!(
        "user-alternative",
        |server| [
            server.on(USER).reply(530, "Use SITE AUTH."),
            server
                .on("SITE AUTH")
                .fault(Fault::reply(230, "Logged in.").and_login()),
        ],
        |stage| stage.greeted().talks(&[
            ("USER alice", "530 Use SITE AUTH.\r\n"),
            ("SITE AUTH alice:secret", "230 Logged in.\r\n"),
            ("PWD", "257 \"/\" is the current directory.\r\n"),
        ])
    ),
    both!(
        "ban",
        |builder| builder.user(("alice", "secret")),
        |server| server
            .on(Event::LoginFailed)
            .per_peer()
            .nth(2)
            .fault(Fault::ban(Duration::from_secs(600))),
        |stage| {
            for _ in 0..2 {
                let mut guest = stage.greeted();
                guest.talks(&[NEEDS_PASSWORD, ("PASS guess", "530 Login incorrect.\r\n")]);
            }
            let (last, end) = stage.guest().read_to_end();
            assert!(last.starts_with(b"421 ") && end == End::Closed);
            stage.clock.advance(Duration::from_secs(600));
            stage.client().goes_on();
        }
    ),
    on!(
        "opie-only",
        |server| server
            .on(USER)
            .fault(Fault::reply_text("otp-md5 498 ke1234 ext")),
        |stage| stage
            .greeted()
            .talks(&[("USER alice", "331 otp-md5 498 ke1234 ext\r\n")])
    ),
    built!(
        "conn-slot-lingers",
        |builder| builder
            .max_connections(1)
            .slots_linger(Duration::from_secs(30)),
        |stage| {
            stage.client().quit();
            stage
                .guest()
                .hears_last("421 Too many connections.\r\n", End::Closed);
            stage.clock.advance(Duration::from_secs(30));
            stage.client().goes_on();
        }
    ),
    built!(
        "tls-client-cert-login",
        |builder| builder.tls(
            Tls::explicit()
                .require_certificates()
                .users_of_certificates(|_| Some("alice".to_owned()))
        ),
        |stage| {
            let mut client = Ftps::with(stage, stage.client_config_for("alice")).auth();
            assert!(client.say("USER alice").starts_with("232 "));
            assert!(client.say("PWD").starts_with("257 "));
        }
    ),
];
