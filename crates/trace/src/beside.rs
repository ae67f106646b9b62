//! Encoding beside whoever makes the rows, on a thread of its own.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use crate::encoder::{Batch, Encoder, Stop};

/// Batches that are on their way at most. With one of them being encoded and one waiting, neither side waits for the other
/// as long as both are about as quick.
const ON_THE_WAY: usize = 2;

/// An encoder at work on another thread. Each batch that it is given comes back empty, for its memory, in order. Dropped,
/// it ends what it has begun.
pub(crate) struct Beside {
    /// `None` when no more come.
    batches: Option<Sender<Batch>>,
    done: Receiver<Result<Batch, Stop>>,
    on_the_way: usize,
    size: Arc<AtomicU64>,
    thread: Option<JoinHandle<Encoder>>,
    idle: Vec<Batch>,
}

impl Beside {
    pub(crate) fn start(encoder: Encoder) -> io::Result<Beside> {
        let (batches, taken) = channel::<Batch>();
        let (give_back, done) = channel();
        let size = Arc::new(AtomicU64::new(encoder.size()));
        let told = Arc::clone(&size);
        let work = move || {
            let mut encoder = encoder;
            for mut batch in taken {
                let result = encoder.take(&mut batch);
                told.store(encoder.size(), Ordering::Relaxed);
                let failed = result.is_err();
                // Nobody may listen any more: a writer that was dropped.
                let _ = give_back.send(result.map(|()| batch));
                if failed {
                    break;
                }
            }
            encoder
        };
        let thread = Builder::new().name("encoder".to_owned()).spawn(work)?;
        Ok(Beside { batches: Some(batches), done, on_the_way: 0, size, thread: Some(thread), idle: Vec::new() })
    }

    /// An empty batch.
    pub(crate) fn empty(&mut self) -> Batch {
        self.idle.pop().unwrap_or_default()
    }

    /// Hands a batch over. Waits if too many are on their way; gives the failure of an earlier one.
    pub(crate) fn give(&mut self, batch: Batch) -> Result<(), Stop> {
        self.wait(ON_THE_WAY - 1)?;
        let taken = self.batches.as_ref().is_some_and(|batches| batches.send(batch).is_ok());
        if !taken {
            // The thread stopped over a batch that is on its way, whose failure says why.
            self.settle()?;
            self.panicked();
        }
        self.on_the_way += 1;
        Ok(())
    }

    /// Waits until every batch is written.
    pub(crate) fn settle(&mut self) -> Result<(), Stop> {
        self.wait(0)
    }

    /// Waits until no more than these are on their way.
    fn wait(&mut self, most: usize) -> Result<(), Stop> {
        while self.on_the_way > most {
            match self.done.recv() {
                Ok(done) => {
                    self.on_the_way -= 1;
                    self.idle.push(done?);
                }
                Err(_) => self.panicked(),
            }
        }
        Ok(())
    }

    /// Bytes of the file so far, about.
    pub(crate) fn size(&self) -> u64 {
        self.size.load(Ordering::Relaxed)
    }

    /// The encoder, when everything is written.
    pub(crate) fn finish(mut self) -> Result<Encoder, Stop> {
        self.settle()?;
        match self.join() {
            Some(encoder) => Ok(encoder),
            None => unreachable!("it is joined once"),
        }
    }

    /// Its thread ended before its time. A panic there goes on here.
    fn panicked(&mut self) -> ! {
        self.join();
        unreachable!("after a failure nothing more is handed over")
    }

    fn join(&mut self) -> Option<Encoder> {
        self.batches = None;
        let thread = self.thread.take()?;
        Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            // A panic was told where it was met, or meets nobody.
            let _ = thread.join();
        }
    }
}
