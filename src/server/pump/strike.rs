//! Ends of data connections that a fault has planned.

use std::task::Poll;

use super::watch::{Halt, Watch};
use super::{Job, Pumped};
use crate::script::DataEnd as Strike;
use crate::server::faulty::Faulty;
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
        let _ = watch.wait(&mut faulty, Faulty::poll_flush).await;
        if strike == Strike::Reset {
            faulty.settle(&self.world.alarm).await;
        }
        if strike == Strike::Stall {
            watch.begin_anew(faulty.progress());
        }
        if let (Some(firing), Some(fault)) = (self.plan.firing(), self.plan.data()) {
            firing.fire(fault);
        }
        let mut end = TransferEnd::Broken;
        let (mut stalled, mut draining) = (None, None);
        data.end = match strike {
            #[cfg(feature = "tls")]
            Strike::Alert(_) => DataEnd::ClosedByServer,
            Strike::Close => DataEnd::ClosedByServer,
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
            Strike::Reset => {
                settle();
                self.record(&data);
                faulty.reset_on_drop();
            }
            Strike::Stall if self.plan.final_reply().is_some() => {
                settle();
                self.record(&data);
                stalled = Some(faulty.into_stream());
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
            struck: true,
            stalled,
            draining,
            ..Pumped::ended(end, data)
        }
    }
}
