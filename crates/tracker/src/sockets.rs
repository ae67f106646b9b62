//! What calls tell about the two ends of sockets.

use trapline_syscalls::Effect;

use crate::address::{address, leaves_port_open};
use crate::captured::Captured;
use crate::descriptors::New;
use crate::exit::Returning;
use crate::fd_table::Origin;
use crate::inside::Inside;
use crate::messages::{messages, received};
use crate::open_file::{OpenFile, Socket};
use crate::state::State;

const EINPROGRESS: i32 = 115;

/// The ends that a call itself names, for its row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends {
    pub(crate) local: Option<Box<str>>,
    pub(crate) peer: Option<Box<str>>,
}

impl State {
    /// The socket that a listening one gave.
    pub(crate) fn accepted(&self, call: &Returning<'_>) -> Socket {
        let listening = call.inside.fd.and_then(|file| self.files.get(file).socket.as_deref());
        let peer = call.captured.sockaddr_output(call.inside).and_then(address);
        Socket { peer, ..listening.cloned().unwrap_or_default() }
    }

    /// Connecting goes on in the background after `EINPROGRESS`.
    pub(crate) fn connect(&mut self, call: &Returning<'_>) {
        if call.exit.succeeded() || call.exit.errno() == Some(EINPROGRESS) {
            let peer = call.captured.sockaddr_input(call.inside).and_then(address);
            if let Some(file) = call.inside.fd {
                self.files.get_mut(file).socket_mut().peer = peer;
            }
        }
    }

    /// The kernel chooses the port where 0 is given: what it chose is known when somebody asks.
    pub(crate) fn bind(&mut self, call: &Returning<'_>) {
        let given = call.captured.sockaddr_input(call.inside).filter(|sockaddr| !leaves_port_open(sockaddr));
        let local = given.and_then(address);
        if let (Some(file), Some(local)) = (call.inside.fd, local) {
            self.files.get_mut(file).socket_mut().local = Some(local);
        }
    }

    /// getsockname, getpeername: keeps what the kernel wrote.
    pub(crate) fn tell_address(&mut self, call: &Returning<'_>, end: impl Fn(&mut Socket) -> &mut Option<Box<str>>) {
        let told = call.captured.sockaddr_output(call.inside).and_then(address);
        if let (Some(file), Some(told)) = (call.inside.fd, told) {
            *end(self.files.get_mut(file).socket_mut()) = Some(told);
        }
    }

    /// Descriptors that came in control data. The source tells the type of the first.
    pub(crate) fn receive(&mut self, call: &Returning<'_>) {
        let mut mode = call.exit.mode;
        for message in messages(call.inside, call.captured, true) {
            let Some(control) = call.captured.nested_output(message.control) else { continue };
            let filled = usize::try_from(message.control_length).unwrap_or(usize::MAX);
            for fd in received(&control.bytes[..control.bytes.len().min(filled)]) {
                let (file, cloexec) = (OpenFile::default(), message.closes_at_exec);
                self.begin_named(call, New { fd, file, mode: mode.take(), cloexec, origin: Origin::Received });
            }
        }
    }
}

/// The ends that the call names in its address argument or message.
pub(crate) fn ends(inside: &Inside, captured: &Captured<'_>) -> Ends {
    let given = || captured.sockaddr_input(inside).and_then(address);
    let told = || captured.sockaddr_output(inside).and_then(address);
    let message = |at_exit| {
        let message = messages(inside, captured, at_exit).next()?;
        let name = if at_exit { captured.nested_output(message.name) } else { captured.nested_input(message.name) }?;
        let length = usize::try_from(message.name_length).unwrap_or(usize::MAX);
        address(&name.bytes[..name.bytes.len().min(length)])
    };
    let (local, peer) = match inside.signature.effect {
        Effect::Bind => (given(), None),
        Effect::LocalAddress => (told(), None),
        Effect::Connect => (None, given()),
        Effect::PeerAddress | Effect::Accept(_) => (None, told()),
        Effect::Write => (None, given().or_else(|| message(false))),
        Effect::Read | Effect::Receive => (None, told().or_else(|| message(true))),
        _ => (None, None),
    };
    Ends { local, peer }
}
