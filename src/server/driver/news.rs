//! Telling observers what the session does.

use super::{Driver, Flow, Running};
use crate::auth::Secret;
use crate::protocol::{FtpPath, Reply, replies};
use crate::script::{Event, Plan, Subject};
use crate::server::observe::{Client, EventKind, Panicked, Question, ServerEvent};
use crate::session::{Body, ExchangeId, Input, Transfer};
use crate::transcript::{Data, DataEnd, Direction, EntryKind, Note};

impl Driver {
    /// Tells all observers, if there are any.
    pub(super) fn tell(&self, kind: EventKind) -> Result<(), Panicked> {
        if !self.world.observers.listen() {
            return Ok(());
        }
        let user = self.session.facts().user;
        let user = user.map(bytes::Bytes::copy_from_slice);
        self.tell_of(user, kind)
    }

    fn tell_of(&self, user: Option<bytes::Bytes>, kind: EventKind) -> Result<(), Panicked> {
        let world = &self.world;
        if !world.observers.listen() {
            return Ok(());
        }
        let event = ServerEvent {
            client: self.client(user),
            at: world.clock.now(),
            kind,
        };
        world.observers.tell(event, &world.script)
    }

    /// The reply when code of the test's own has panicked.
    pub(super) fn failed(&self) -> Reply {
        self.session.worded(replies::local_error())
    }

    fn client(&self, user: Option<bytes::Bytes>) -> Client {
        Client {
            session: self.recorder.number(),
            peer: self.endpoints.peer,
            user,
            home: self.session.home(),
        }
    }

    /// Asks all observers; one that panics refuses by `if_broken`.
    fn ask(&self, question: Question, if_broken: fn() -> Reply) -> Result<(), Reply> {
        let world = &self.world;
        if !world.observers.listen() {
            return Ok(());
        }
        let user = self.session.facts().user;
        let client = self.client(user.map(bytes::Bytes::copy_from_slice));
        let answer = world.observers.ask(question, &client, &world.script);
        answer.unwrap_or_else(|Panicked| Err(if_broken()))
    }

    /// A client has connected, and is greeted unless somebody objects.
    pub(super) fn connected(&mut self) -> Result<(), Reply> {
        let unavailable = replies::service_not_available;
        self.ask(Question::Connect, unavailable)?;
        self.is_known = true;
        let told = self.tell(EventKind::Connected);
        told.map_err(|Panicked| unavailable())
    }

    /// A user has given the right password, and is let in unless somebody objects.
    pub(super) async fn logged_in(&mut self, exchange: ExchangeId, password: Secret) -> Flow {
        let mut welcome = self.ask(Question::LogIn, replies::local_error);
        if welcome.is_ok() {
            let told = self.tell(EventKind::LoggedIn);
            welcome = told.map_err(|Panicked| replies::local_error());
        }
        if let Err(reply) = welcome {
            let refused = Input::LoginRefused(password, reply);
            self.handle(exchange, &Plan::default(), refused);
            return Flow::Continue(());
        }
        let user = self.session.facts().user.unwrap_or_default();
        let user = bytes::Bytes::copy_from_slice(user);
        self.record(exchange, EntryKind::LoggedIn(user));
        if self.session.has_writing_guest() {
            self.record(exchange, EntryKind::Note(Note::WritingGuest));
        }
        let plan = self.plan(exchange, Subject::Event(Event::Login));
        if let Some(firing) = plan.firing() {
            Box::pin(self.hold_back(&plan, firing)).await?;
            self.login_plan = Some(plan);
        }
        Flow::Continue(())
    }

    /// Somebody has tried to log in, in vain; the reply that says so is yet to come.
    pub(super) async fn login_failed(&mut self, exchange: ExchangeId, user: &[u8]) -> Flow {
        let plan = self.plan_for(exchange, Subject::Event(Event::LoginFailed), Some(user));
        if let Some(firing) = plan.firing() {
            self.hold_back(&plan, firing).await?;
            self.login_plan = Some(plan);
        }
        Flow::Continue(())
    }

    /// Why the client is not served, if a rule has banned it.
    pub(super) fn banned(&self, exchange: ExchangeId) -> Option<Reply> {
        let world = &self.world;
        let address = self.endpoints.peer.ip().to_canonical();
        let ban = world.script.banned(address, world.clock.now())?;
        let what = format!("client banned for another {:?}", ban.left);
        let rule = ban.rule;
        self.record(exchange, EntryKind::Fault { rule, what });
        Some(replies::service_not_available())
    }

    pub(super) fn logged_out(&self, user: bytes::Bytes) -> Result<(), Panicked> {
        self.tell_of(Some(user), EventKind::LoggedOut)
    }

    /// Tells how a transfer of a file has ended.
    pub(super) fn tell_of_file(&self, running: &Running, data: Data) -> Result<(), Panicked> {
        let Some(file) = running.file.clone() else {
            return Ok(());
        };
        self.tell(match (data.direction, data.end == DataEnd::Complete) {
            (Direction::Download, true) => EventKind::FileSent(file, data),
            (Direction::Download, false) => EventKind::IncompleteSent(file, data),
            (Direction::Upload, true) => EventKind::FileReceived(file, data),
            (Direction::Upload, false) => EventKind::IncompleteReceived(file, data),
        })
    }
}

/// The file that a transfer moves, if it moves one.
pub(super) fn file_of(transfer: &Transfer) -> Option<FtpPath> {
    match &transfer.body {
        Body::Download(download) => Some(download.path.clone()),
        Body::Upload(upload) => Some(upload.path.clone()),
        Body::Listing(_) => None,
    }
}
