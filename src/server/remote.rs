//! What the HTTP interface of the program needs of a server.

use std::sync::Arc;

use super::FtpServer;
use super::verify::{self, Unmet};
use crate::script::Script;
use crate::transcript::{Transcript, Watch};
use crate::vfs::Filesystem;

impl FtpServer {
    pub(crate) fn script(&self) -> &Script {
        &self.world.script
    }

    pub(crate) fn filesystem(&self) -> Arc<dyn Filesystem> {
        Arc::clone(&self.world.fs)
    }

    /// Tells of each exchange that is over.
    pub(crate) fn watch(&self) -> Watch {
        self.world.recorder.watch()
    }

    /// What the transcript is made of, for those who look at it again and again.
    pub(crate) fn transcripts(&self) -> impl Fn() -> Transcript + Send + 'static {
        let recorder = self.world.recorder.clone();
        move || recorder.transcript()
    }

    /// Empties the transcript; sessions go on, and keep their numbers.
    pub(crate) fn forget_transcript(&self) {
        self.world.recorder.forget();
    }

    /// [`try_verify`](Self::try_verify) for the rules that are about this user.
    pub(crate) fn try_verify_of(&self, user: &[u8]) -> Result<(), Unmet> {
        let transcript = self.transcript().of_user(user);
        verify::check(&self.world.script, Some(user), self.addr(), &transcript)
    }
}
