//! From scenarios and flags to a server that listens.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;

use super::Failure;
use super::args::{Mode, Server};
use super::rooms::Rooms;
use crate::auth::{Accounts, Credentials, LoginError, User};
use crate::protocol::FtpPath;
use crate::scenario::Scenario;
use crate::server::{Builder, FtpServer, Tls};

/// A server to be, and what else is to be known of it.
pub(super) struct Setup {
    builder: Builder,
    /// Name and password that get in.
    pub(super) login: (String, String),
    /// The directory of the machine that is served.
    pub(super) root: Option<PathBuf>,
    pub(super) has_tls: bool,
    /// Where each user has files of their own.
    pub(super) rooms: Option<Arc<Rooms>>,
    accounts: Accounts,
    start_dir: Option<FtpPath>,
}

/// All scenarios, one after the other.
pub(super) fn scenario(files: &[PathBuf]) -> Result<Scenario, Failure> {
    let mut whole = Scenario::default();
    for file in files {
        whole = whole.and(Scenario::from_path(file)?);
    }
    Ok(whole)
}

impl Setup {
    pub(super) fn new(scenarios: &[PathBuf], args: &Server) -> Result<Self, Failure> {
        let chaos = args.chaos.iter().cloned();
        let scenario = chaos.fold(scenario(scenarios)?, Scenario::and);
        let accounts = Accounts::open();
        let login = match args.user.first() {
            Some(account) => Some((account.name.clone(), account.password.clone())),
            None if args.anonymous => Some(("anonymous".to_owned(), "ftpmock@".to_owned())),
            None => scenario.login(),
        };
        let has_tls = args
            .tls
            .map_or_else(|| scenario.mentions("tls"), |mode| mode != Mode::Off);
        refuse(args, &scenario, has_tls)?;
        let builder = FtpServer::builder().accounts(&accounts);
        let builder = if args.virtual_roots {
            scenario.build_for_each(builder)
        } else {
            builder.play(scenario.clone())
        };
        let mut setup = Self {
            builder,
            login: login.unwrap_or_else(|| ("ftpmock".to_owned(), "ftpmock".to_owned())),
            root: args.root.clone(),
            has_tls,
            rooms: None,
            accounts,
            start_dir: args.start_dir.clone(),
        };
        setup.tls(args)?;
        setup.options(args);
        if args.virtual_roots {
            let (accounts, start) = (setup.accounts.clone(), setup.start_dir.take());
            let mut rooms = None;
            setup.change(|builder| {
                let (builder, furnished) = Rooms::furnish(builder, accounts, start, scenario);
                rooms = Some(furnished);
                builder
            });
            setup.rooms = rooms;
        } else if let Some(start) = setup.start_dir.take() {
            setup.start_in(&start, args.root.is_none());
        }
        Ok(setup)
    }

    fn change(&mut self, change: impl FnOnce(Builder) -> Builder) {
        let builder = std::mem::replace(&mut self.builder, FtpServer::builder());
        self.builder = change(builder);
    }

    fn tls(&mut self, args: &Server) -> Result<(), Failure> {
        let mut tls = match args.tls {
            None => return Ok(()),
            Some(Mode::Off) => {
                self.change(Builder::no_tls);
                return Ok(());
            }
            Some(Mode::Explicit) => Tls::explicit(),
            Some(Mode::Implicit) => Tls::implicit(),
        };
        if let (Some(chain), Some(key)) = (&args.cert, &args.key) {
            tls = tls.try_pem_files(chain, key).map_err(Failure::new)?;
        }
        self.change(|builder| builder.tls(tls));
        Ok(())
    }

    fn options(&mut self, args: &Server) {
        if let Some(addr) = args.listen {
            self.change(|builder| builder.listen(addr));
        }
        if let Some(root) = &args.root {
            self.change(|builder| builder.root(root));
        }
        if args.anonymous {
            self.change(Builder::anonymous);
        }
        for account in &args.user {
            self.change(|builder| builder.user(account.user()));
            if let (Some(home), None) = (&account.home, &args.root) {
                self.change(|builder| builder.dir(home));
            }
        }
        if let Some(text) = &args.banner {
            self.change(|builder| builder.greeting(text));
        }
        if let Some(ports) = &args.passive {
            self.change(|builder| builder.passive_ports(ports.0.iter().copied()));
        }
        if let Some(address) = args.advertise {
            self.change(|builder| builder.masquerade(address));
        }
        if let Some(seed) = args.seed {
            self.change(|builder| builder.seed(seed));
        }
        if let Some(threads) = args.workers {
            self.change(|builder| builder.workers(threads.into()));
        }
    }

    /// Lets all sessions begin there; files in memory get the directory.
    fn start_in(&mut self, start: &FtpPath, in_memory: bool) {
        let names = self.accounts.names();
        for name in &names {
            let place = |user: User| user.start_dir(start);
            self.accounts.change(name, place);
            let home = self.accounts.user(name).map(|user| user.home_dir().clone());
            if let (Some(home), true) = (home, in_memory) {
                self.change(|builder| builder.dir(start.below(&home)));
            }
        }
        if names.is_empty() {
            let start = start.clone();
            if in_memory {
                self.change(|builder| builder.dir(&start));
            }
            let anyone = move |who: &Credentials<'_>| -> Result<User, LoginError> {
                Ok(User::new(who.user).start_dir(&start))
            };
            self.change(|builder| builder.authenticate(anyone));
        }
    }

    /// Adds what the program itself wants.
    pub(super) fn and(mut self, change: impl FnOnce(Builder) -> Builder) -> Self {
        self.change(change);
        self
    }

    pub(super) fn start(self) -> Result<FtpServer, Failure> {
        let builder = self.builder;
        // What can not be panics with a sentence: here it is told like any other mistake.
        let usual = panic::take_hook();
        panic::set_hook(Box::new(|_| ()));
        let started = panic::catch_unwind(AssertUnwindSafe(|| builder.try_start()));
        panic::set_hook(usual);
        let started = started.map_err(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Failure::new(text.unwrap_or("the server can not be started"))
        })?;
        let why = |error: std::io::Error| {
            Failure::new(format_args!("the server can not be started: {error}"))
        };
        started.map_err(why)
    }
}

/// What can not be, although each flag is right.
fn refuse(args: &Server, scenario: &Scenario, has_tls: bool) -> Result<(), Failure> {
    if args.root.is_some() && scenario.mentions("quota") {
        return Err(Failure::new(
            "--root serves a directory, and the scenario has a quota, which is about files in memory",
        ));
    }
    if let Some(root) = args.root.as_ref().filter(|root| !root.is_dir()) {
        return Err(Failure::new(format_args!(
            "{}: there is no such directory",
            root.display()
        )));
    }
    let elsewhere = ["root", "temp_dir", "from", "quota"];
    let elsewhere = elsewhere.iter().find(|key| scenario.mentions(key));
    if let (true, Some(key)) = (args.virtual_roots, elsewhere) {
        return Err(Failure::new(format_args!(
            "--virtual-roots gives each user files in memory, and the scenario says `{key}`"
        )));
    }
    if args.virtual_roots && args.root.is_some() {
        return Err(Failure::new(
            "--virtual-roots and --root exclude each other",
        ));
    }
    if args.cert.is_some() && !matches!(args.tls, Some(Mode::Explicit | Mode::Implicit)) {
        return Err(Failure::new(
            "--cert and --key need --tls explicit or --tls implicit",
        ));
    }
    if args.ca_out.is_some() && !has_tls {
        return Err(Failure::new("--ca-out needs TLS: say --tls explicit"));
    }
    Ok(())
}

/// A file that is written when the server has been started, and checked before.
pub(super) fn writable(path: Option<&PathBuf>) -> Result<(), Failure> {
    let Some(path) = path else {
        return Ok(());
    };
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if path.is_dir() || above.is_some_and(|above| !above.is_dir()) {
        return Err(Failure::new(format_args!(
            "{}: no file can be written there",
            path.display()
        )));
    }
    Ok(())
}
