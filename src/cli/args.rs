//! The command line; every flag has a twin in the environment.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::chaos::chaos;
use crate::auth::{Perms, User};
use crate::protocol::FtpPath;
use crate::scenario::{Ports, Scenario, duration};

/// An FTP server for tests: files in memory, scripted faults, recorded transcripts.
#[derive(Debug, Parser)]
#[command(name = "ftpmock", version, about, max_term_width = 100)]
pub(super) struct Program {
    #[command(subcommand)]
    pub(super) task: Task,
}

#[derive(Debug, Subcommand)]
pub(super) enum Task {
    /// Serve until told to stop. Exit code 3 when expectations are not met, 2 for a wrong command line
    /// or scenario.
    Serve(Serve),
    /// Run a command with a server of its own. Exit code of the command, or 121 when expectations are
    /// not met, or 125 when nothing could be run.
    Run(Run),
    /// Say in English what scenarios say. Exit code 2 when one is wrong.
    Check {
        /// The scenario files.
        #[arg(required = true, value_name = "SCENARIO")]
        scenarios: Vec<PathBuf>,
    },
    /// Wait until a server greets. Exit code 1 when it does not.
    Wait(Wait),
    /// Print the JSON Schema of scenario files.
    Schema,
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Scenario files, one after the other.
    #[arg(
        value_name = "SCENARIO",
        env = "FTPMOCK_ARG_SCENARIO",
        value_delimiter = '\n'
    )]
    pub(super) scenarios: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) server: Server,

    /// Write the line that says where the server is to this file, too, when it listens.
    #[arg(long, value_name = "PATH", env = "FTPMOCK_ARG_READY_FILE")]
    pub(super) ready_file: Option<PathBuf>,

    /// Write a line to standard output for each thing that clients do.
    #[arg(long, env = "FTPMOCK_ARG_EVENTS", value_parser = FalseyValueParser::new())]
    pub(super) events: bool,

    /// Stop after this long, such as 30s.
    #[arg(long, value_name = "TIME", env = "FTPMOCK_ARG_EXIT_AFTER", value_parser = time)]
    pub(super) exit_after: Option<Duration>,

    /// Stop when so many sessions have ended.
    #[arg(long, value_name = "N", env = "FTPMOCK_ARG_EXIT_AFTER_SESSIONS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) exit_after_sessions: Option<u64>,

    /// Stop when standard input ends.
    #[arg(long, env = "FTPMOCK_ARG_UNTIL_STDIN_CLOSES", value_parser = FalseyValueParser::new())]
    pub(super) until_stdin_closes: bool,
}

#[derive(Args, Debug)]
pub(super) struct Run {
    /// Scenario files, one after the other.
    #[arg(
        value_name = "SCENARIO",
        env = "FTPMOCK_ARG_SCENARIO",
        value_delimiter = '\n'
    )]
    pub(super) scenarios: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) server: Server,

    /// The command, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(super) command: Vec<std::ffi::OsString>,
}

/// What the server is, over what scenarios say.
#[derive(Args, Debug)]
pub(super) struct Server {
    /// Where to listen; port 0 is any free one. Default: 127.0.0.1:0.
    #[arg(long, value_name = "ADDR:PORT", env = "FTPMOCK_ARG_LISTEN")]
    pub(super) listen: Option<SocketAddr>,

    /// Serve this directory, as it is.
    #[arg(long, value_name = "DIR", env = "FTPMOCK_ARG_ROOT")]
    pub(super) root: Option<PathBuf>,

    /// Let this user in; may be repeated.
    #[arg(long, value_name = "NAME:PASS[:PERM[:HOME]]", env = "FTPMOCK_ARG_USER", value_parser = account, value_delimiter = '\n')]
    pub(super) user: Vec<Account>,

    /// Let anonymous users in, to read.
    #[arg(long, env = "FTPMOCK_ARG_ANONYMOUS", value_parser = FalseyValueParser::new())]
    pub(super) anonymous: bool,

    /// Where sessions begin, below the home.
    #[arg(long, value_name = "DIR", env = "FTPMOCK_ARG_START_DIR", value_parser = directory)]
    pub(super) start_dir: Option<FtpPath>,

    /// Let this go wrong, such as STOR=451@10%, connect=reset@every:5 or RETR=data-reset:64KiB@once; may
    /// be repeated.
    #[arg(long, value_name = "RULE", env = "FTPMOCK_ARG_CHAOS", value_parser = chaos, value_delimiter = '\n')]
    pub(super) chaos: Vec<Scenario>,

    /// The text of the greeting.
    #[arg(long, value_name = "TEXT", env = "FTPMOCK_ARG_BANNER")]
    pub(super) banner: Option<String>,

    /// TLS with AUTH, or at once, or none.
    #[arg(long, value_name = "MODE", env = "FTPMOCK_ARG_TLS")]
    pub(super) tls: Option<Mode>,

    /// The certificate to show, with its chain, as PEM.
    #[arg(long, value_name = "FILE", env = "FTPMOCK_ARG_CERT", requires = "key")]
    pub(super) cert: Option<PathBuf>,

    /// Its private key, as PEM.
    #[arg(long, value_name = "FILE", env = "FTPMOCK_ARG_KEY", requires = "cert")]
    pub(super) key: Option<PathBuf>,

    /// Write the certificate to trust to this file.
    #[arg(long, value_name = "FILE", env = "FTPMOCK_ARG_CA_OUT")]
    pub(super) ca_out: Option<PathBuf>,

    /// Ports for data connections.
    #[arg(long, value_name = "FROM-TO", env = "FTPMOCK_ARG_PASSIVE", value_parser = ports)]
    pub(super) passive: Option<Ports>,

    /// The address to tell clients, as behind a router.
    #[arg(long, value_name = "ADDR", env = "FTPMOCK_ARG_ADVERTISE")]
    pub(super) advertise: Option<Ipv4Addr>,

    /// Let others steer the server over HTTP at this address; a port alone is one of 127.0.0.1, and
    /// port 0 any free one. See docs/ADMIN.md.
    #[arg(long, value_name = "ADDR:PORT", env = "FTPMOCK_ARG_ADMIN", value_parser = admin)]
    pub(super) admin: Option<SocketAddr>,

    /// Write the transcript to this file at the end; - is standard error.
    #[arg(long, value_name = "FILE", env = "FTPMOCK_ARG_TRANSCRIPT")]
    pub(super) transcript: Option<PathBuf>,

    /// How to write the transcript.
    #[arg(
        long,
        value_name = "FORMAT",
        env = "FTPMOCK_ARG_FORMAT",
        default_value = "text"
    )]
    pub(super) format: Format,

    /// The seed of everything random.
    #[arg(long, value_name = "N", env = "FTPMOCK_ARG_SEED")]
    pub(super) seed: Option<u64>,

    /// Threads to serve on; default: 2.
    #[arg(long, value_name = "N", env = "FTPMOCK_ARG_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) workers: Option<u16>,

    /// Give each user name files, rules and a transcript of its own.
    #[arg(long, env = "FTPMOCK_ARG_VIRTUAL_ROOTS", value_parser = FalseyValueParser::new())]
    pub(super) virtual_roots: bool,
}

#[derive(Args, Debug)]
pub(super) struct Wait {
    /// Where the server is. Default: FTPMOCK_HOST and FTPMOCK_PORT, or 127.0.0.1:2121.
    #[arg(value_name = "HOST:PORT", env = "FTPMOCK_ARG_ADDR")]
    pub(super) addr: Option<String>,

    /// How long to wait.
    #[arg(long, value_name = "TIME", env = "FTPMOCK_ARG_TIMEOUT", default_value = "30s", value_parser = time)]
    pub(super) timeout: Duration,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Mode {
    Off,
    Explicit,
    Implicit,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Format {
    /// As people read it.
    Text,
    /// One JSON object a line.
    Jsonl,
}

/// `NAME:PASS[:PERM[:HOME]]`
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) password: String,
    perm: Option<String>,
    pub(super) home: Option<FtpPath>,
}

impl Account {
    pub(super) fn user(&self) -> User {
        let mut user = User::new(self.name.as_str()).password(self.password.as_str());
        if let Some(letters) = &self.perm {
            user = user.perm(letters);
        }
        match &self.home {
            Some(home) => user.home(home),
            None => user,
        }
    }
}

fn account(text: &str) -> Result<Account, String> {
    let mut parts = text.splitn(4, ':');
    let mut next = || {
        parts
            .next()
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
    };
    let name = next().ok_or("a user needs a name, as in alice:secret")?;
    let password = next().ok_or("a user needs a password, as in alice:secret")?;
    let perm = next();
    if let Some(letters) = &perm {
        letters
            .parse::<Perms>()
            .map_err(|error| error.to_string())?;
    }
    let home = next().map(|home| directory(&home)).transpose()?;
    Ok(Account {
        name,
        password,
        perm,
        home,
    })
}

fn directory(text: &str) -> Result<FtpPath, String> {
    if text.contains('\0') {
        return Err("this is no path of the server".to_owned());
    }
    Ok(FtpPath::new(text))
}

fn ports(text: &str) -> Result<Ports, String> {
    Ports::parse(text).ok_or_else(|| "expected ports such as 30000-30009".to_owned())
}

fn admin(text: &str) -> Result<SocketAddr, String> {
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let addr = text.parse().or_else(|_| text.parse().map(local));
    addr.map_err(|_| "expected an address such as 127.0.0.1:8021, or a port".to_owned())
}

fn time(text: &str) -> Result<Duration, String> {
    duration(text).ok_or_else(|| "expected a time such as 30s or 500ms".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Program::command().debug_assert();
    }

    #[test]
    fn every_flag_has_a_twin_in_the_environment() {
        for task in Program::command().get_subcommands() {
            for flag in task
                .get_arguments()
                .filter(|flag| flag.get_long().is_some())
            {
                let long = flag.get_long().unwrap();
                let twin = format!("FTPMOCK_ARG_{}", long.to_uppercase().replace('-', "_"));
                let env = flag.get_env().map(|env| env.to_string_lossy().into_owned());
                assert_eq!(env.as_deref(), Some(&*twin), "{} --{long}", task.get_name());
            }
        }
    }

    #[test]
    fn an_account_is_checked_when_it_is_read() {
        let alice = account("alice:se:elr:/home/alice").unwrap();
        assert_eq!(alice.user().perms().to_string(), "elr");
        assert_eq!(alice.user().home_dir(), &"/home/alice".into());
        assert!(account("alice").unwrap_err().contains("password"));
        assert!(account("alice:se:xyz").unwrap_err().contains('x'));
    }
}
