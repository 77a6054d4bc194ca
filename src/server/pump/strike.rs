//! Ends of data connections that a fault has planned.

use std::task::Poll;

use super::receive::when_refused;
use super::watch::{Halt, Watch};
use super::{Job, Pumped};
use crate::clock::{Sleep, Timestamp};
use crate::script::{DataEnd as Strike, DataFault, DataPart, Linger};
use crate::server::faulty::Faulty;
use crate::server::stream::Stream;
use crate::session::TransferEnd;
use crate::transcript::{Data, DataEnd, Direction};

impl Job {
    /// Ends the data connection as planned; the file is settled before the client can see it.
    pub(super) async fn strike(
        &self,
        strike: Strike,
        mut data: Data,
        mut faulty: Faulty,
        watch: &mut Watch,
        settle: impl FnOnce() + Send,
    ) -> Pumped {
        let _ = watch.wait(&mut faulty, Faulty::poll_announced).await;
        let _ = watch.wait(&mut faulty, Faulty::poll_flush).await;
        if strike == Strike::Reset {
            faulty.settle(&self.world.alarm).await;
        }
        if strike == Strike::Stall {
            watch.begin_anew(faulty.progress());
        }
        let ended = self.tell_of_end();
        let mut end = TransferEnd::Broken;
        let (mut lingering, mut draining) = (None, None);
        data.end = match strike {
            #[cfg(feature = "tls")]
            Strike::Alert(_) => DataEnd::ClosedByServer,
            Strike::Close | Strike::HalfClose => DataEnd::ClosedByServer,
            Strike::Reset => DataEnd::ResetByServer,
            Strike::Stall => DataEnd::StalledByServer,
        };
        match strike {
            #[cfg(feature = "tls")]
            Strike::Alert(alert) => {
                settle();
                self.record(&data);
                let mut record = faulty.fail(alert);
                let _ = watch
                    .wait(&mut faulty, |f, cx| f.poll_last_words(&mut record, cx))
                    .await;
                faulty.cut_output();
                draining = Some(faulty.into_stream().into_tcp());
            }
            Strike::Close => {
                settle();
                let direction = data.direction;
                self.record(&data);
                if direction == Direction::Upload {
                    faulty.cut_output();
                    draining = Some(faulty.into_stream().into_tcp());
                }
            }
            Strike::HalfClose => {
                settle();
                self.record(&data);
                faulty.say_end();
                let _ = watch.wait(&mut faulty, Faulty::poll_flush).await;
                faulty.cut_output();
                lingering = Some(faulty.into_stream().into());
            }
            Strike::Reset => {
                settle();
                self.record(&data);
                faulty.reset_on_drop();
            }
            Strike::Stall if ended.is_some_and(|part| part.plan.final_reply().is_some()) => {
                settle();
                self.record(&data);
                lingering = Some(faulty.into_stream().into());
            }
            Strike::Stall => {
                let mut gone = match data.direction {
                    Direction::Download => watch.wait(&mut faulty, Faulty::poll_gone).await,
                    Direction::Upload => watch.wait(&mut faulty, |_, _| Poll::Pending).await,
                };
                if gone.is_ok() {
                    gone = watch.last_word().await;
                }
                end = match gone {
                    Ok(()) => TransferEnd::Broken,
                    Err(Halt::Aborted) => TransferEnd::Aborted,
                    Err(Halt::Stopped) => TransferEnd::Stopped,
                    Err(Halt::TimedOut) => TransferEnd::TimedOut,
                };
                settle();
                self.record(&data);
            }
        }
        Pumped {
            lingering,
            draining,
            ..Pumped::ended(end, data)
        }
    }

    /// Tells the rule that the connection ends as planned.
    fn tell_of_end(&self) -> Option<DataPart<'_>> {
        let ends = |fault: &DataFault| matches!(fault, DataFault::EndAfter(..)).then_some(());
        let (part, ()) = self.plans.data_fault(ends)?;
        part.strike();
        Some(part)
    }

    /// Closes the server's half of a connection that goes on receiving.
    pub(super) async fn half_close(
        &self,
        faulty: &mut Faulty,
        watch: &mut Watch,
    ) -> Result<(), Halt> {
        faulty.goes_on();
        self.tell_of_end();
        faulty.say_end();
        let flushed = watch.wait(faulty, Faulty::poll_flush).await;
        faulty.cut_output();
        flushed.map(drop)
    }

    /// What becomes of the connection of an upload that was refused.
    pub(super) async fn end_refused(
        &self,
        #[cfg_attr(not(feature = "tls"), expect(unused_mut))] mut faulty: Faulty,
        #[cfg_attr(not(feature = "tls"), expect(unused_variables))] watch: &mut Watch,
        mut pumped: Pumped,
    ) -> Pumped {
        let Some((part, end)) = self.plans.data_fault(when_refused) else {
            return pumped;
        };
        part.strike();
        match end {
            #[cfg(feature = "tls")]
            Strike::Alert(alert) => {
                let mut record = faulty.fail(alert);
                let _ = watch
                    .wait(&mut faulty, |f, cx| f.poll_last_words(&mut record, cx))
                    .await;
                faulty.cut_output();
                pumped.draining = Some(faulty.into_stream().into_tcp());
            }
            Strike::Close | Strike::HalfClose => {
                let mut stream = faulty.into_stream();
                stream.end_output();
                pumped.draining = Some(stream.into_tcp());
            }
            Strike::Reset => faulty.reset_on_drop(),
            Strike::Stall => pumped.lingering = Some(faulty.into_stream().into()),
        }
        pumped
    }

    /// Ends a connection over which everything has moved; later than that, or not at all, when a
    /// fault says so.
    pub(super) async fn end(
        &self,
        mut faulty: Faulty,
        watch: &mut Watch,
        mut pumped: Pumped,
        since: Timestamp,
    ) -> Pumped {
        let linger = self.plans.data_fault(|fault| match fault {
            DataFault::Linger(how) => Some(*how),
            _ => None,
        });
        let clock = &self.world.clock;
        let linger = linger.map(|(_, how)| how);
        if let Some(Linger::Before(by)) = linger
            && watch.sleep_until(since + by).await.is_err()
        {
            return pumped;
        }
        match linger {
            None | Some(Linger::Before(_)) => {}
            Some(Linger::For(by)) => {
                let until = Some(clock.sleep_until(since + by));
                let stream = faulty.into_stream();
                pumped.lingering = Some(Lingering { stream, until });
                return pumped;
            }
            Some(Linger::Open) => {
                pumped.lingering = Some(faulty.into_stream().into());
                return pumped;
            }
        }
        match pumped.data.direction {
            Direction::Download => {
                faulty.say_end();
                let _ = watch.wait(&mut faulty, Faulty::poll_flush).await;
                faulty.cut_output();
                pumped.draining = faulty.into_protected();
            }
            Direction::Upload => faulty.end_output(),
        }
        pumped
    }
}

/// A data connection that stays open beyond its transfer.
pub(in crate::server) struct Lingering {
    pub(in crate::server) stream: Stream,
    /// When it ends; `None` for when the next transfer begins.
    pub(in crate::server) until: Option<Sleep>,
}

impl From<Stream> for Lingering {
    fn from(stream: Stream) -> Self {
        Self {
            stream,
            until: None,
        }
    }
}
