//! Starting a server: from what was described to what listens.

use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::world::{Phase, World};
use super::{Builder, Files, FtpServer, accept, ports, runtime};
use crate::clock::{Alarm, GateCore, SystemClock};
use crate::script::Script;
use crate::transcript::Recorder;

/// Clients that may wait to be accepted.
const BACKLOG: i32 = 1024;

impl FtpServer {
    #[track_caller]
    pub(super) fn from_builder(builder: Builder) -> io::Result<Self> {
        let seed = builder.seed.unwrap_or_else(seed_from_environment);
        let clock = builder
            .clock
            .unwrap_or_else(|| Arc::new(SystemClock::new()));
        let fs = builder.storage.open(&clock, builder.quota, builder.seeds)?;
        let auth = builder.login.into_authenticator();
        let runtime = runtime::handle();
        let listen = |addr| -> io::Result<Arc<TcpListener>> {
            let listener = ports::listen_for_clients(addr, BACKLOG)?;
            let _context = runtime.enter();
            Ok(Arc::new(TcpListener::from_std(listener)?))
        };
        #[cfg_attr(not(feature = "tls"), expect(unused_mut))]
        let mut listeners = vec![listen(builder.addr)?];
        let addr = listeners[0].local_addr()?;
        #[cfg(feature = "tls")]
        let (tls, implicit_addr) = {
            let second = if builder.tls.as_ref().is_some_and(|tls| tls.both) {
                let listener = listen((addr.ip(), 0).into())?;
                let second = listener.local_addr()?;
                listeners.push(listener);
                Some(second)
            } else {
                None
            };
            let port = second.map(|addr| addr.port());
            let tls = builder.tls.map(|tls| super::tls::Setup::new(tls, port));
            let at_once = tls.as_ref().filter(|tls| tls.is_implicit_at(addr));
            let implicit_addr = second.or_else(|| at_once.map(|_| addr));
            (tls.map(Arc::new), implicit_addr)
        };
        let alarm = Alarm::new(runtime.clone());
        let world = Arc::new(World {
            policy: Arc::new(builder.policy),
            recorder: Recorder::new(Arc::clone(&clock)),
            clock,
            inline: !fs.blocking() && !auth.may_block(),
            fs: Arc::clone(&fs),
            auth,
            script: Script::new(seed, alarm.clone()),
            names: AtomicU64::new(1),
            phase: watch::Sender::new(Phase::Running),
            alarm,
            #[cfg(feature = "tls")]
            tls,
        });
        let ended = Ended::default();
        let ending = Arc::clone(&ended.0);
        let accept = accept::accept(listeners.clone(), Arc::clone(&world));
        runtime.spawn(async move {
            accept.await;
            drop(ended);
        });
        Ok(Self {
            addr,
            world,
            listeners,
            ended: ending,
            files: Files::new(fs),
            port_pattern: OnceLock::new(),
            #[cfg(feature = "tls")]
            implicit_addr,
            #[cfg(all(feature = "tls", feature = "temp-dir"))]
            authority_file: OnceLock::new(),
            verifies: true,
        })
    }
}

/// Tells the dropping thread that everything is over, even if it ended in a panic.
#[derive(Default)]
struct Ended(Arc<GateCore>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// The seed in `FTPMOCK_SEED`, or 0.
#[track_caller]
fn seed_from_environment() -> u64 {
    match std::env::var("FTPMOCK_SEED") {
        Err(_) => 0,
        Ok(text) => match text.trim().parse() {
            Ok(seed) => seed,
            Err(_) => panic!("FTPMOCK_SEED is {text:?}: expected a whole number from 0 to 2^64-1"),
        },
    }
}
