//! Where answers go: standard output, a pager, or a file that appears whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use trapline_analyzer::{Format, Layout};

use super::failure::{Failure, Outcome};
use super::options::Options;
use super::pager::Pager;
use super::terminal::{self, Terminal};

/// An open output.
pub struct Output {
    sink: Sink,
    /// How to write to it.
    pub layout: Layout,
}

enum Sink {
    Stdout(BufWriter<io::Stdout>),
    Pager(Pager),
    /// A device or pipe that was named with `-o`.
    Stream(BufWriter<File>),
    /// A file that takes its name once it is whole.
    File(BufWriter<File>, Unfinished),
}

/// A file under a passing name; it is removed unless it was given its own.
struct Unfinished {
    passing: PathBuf,
    own: PathBuf,
    finished: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.passing);
        }
    }
}

impl Output {
    /// Opens what the options ask for.
    pub fn open(options: &Options) -> Outcome<Output> {
        let format = options.format();
        let Some(path) = &options.output else { return Output::standard(options, format) };
        let color = options.color == super::options::Color::Always && format == Format::Table;
        let layout = Layout { color, ..Layout::new(format) };
        let cannot = |error: io::Error| Failure::failed(format!("cannot write {}: {error}", path.display()));
        let sink = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(Failure::usage(format!("-o {}: is a directory", path.display())));
            }
            Ok(metadata) if !metadata.is_file() => {
                Sink::Stream(BufWriter::new(File::options().write(true).open(path).map_err(cannot)?))
            }
            _ => {
                // A symbolic link stays one: what it names is replaced.
                let own = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                let (file, passing) = create_beside(&own).map_err(cannot)?;
                Sink::File(BufWriter::new(file), Unfinished { passing, own, finished: false })
            }
        };
        Ok(Output { sink, layout })
    }

    fn standard(options: &Options, format: Format) -> Outcome<Output> {
        let terminal = terminal::at_stdout();
        if terminal.is_some() && format == Format::Parquet {
            return Err(Failure::usage("Parquet is not for terminals: give -o FILE, or a pipe"));
        }
        let color = terminal::colored(options.color, terminal) && format == Format::Table;
        let layout = Layout { color, width: terminal.map(|terminal| terminal.width), ..Layout::new(format) };
        let stdout = || Sink::Stdout(BufWriter::new(io::stdout()));
        let sink = match terminal {
            Some(Terminal { height, .. }) if !options.no_pager => {
                Pager::from_environment(height).map_or_else(stdout, Sink::Pager)
            }
            _ => stdout(),
        };
        Ok(Output { sink, layout })
    }

    /// Writes a line.
    pub fn line(&mut self, text: &str) -> Outcome {
        writeln!(self, "{text}").map_err(Failure::output)
    }

    /// Ends the output. After a failure, what was written stays where people see it, and a file is not replaced.
    pub fn close(mut self, done: Outcome) -> Outcome {
        match done {
            Ok(()) => self.finish(),
            Err(failure) => {
                let _ = self.flush();
                if let Sink::Pager(pager) = self.sink {
                    let _ = pager.finish();
                }
                Err(failure)
            }
        }
    }

    /// Makes sure that all of it arrived; a file takes its name.
    pub fn finish(self) -> Outcome {
        match self.sink {
            Sink::Stdout(mut stdout) => stdout.flush().map_err(Failure::output),
            Sink::Stream(mut stream) => stream.flush().map_err(Failure::output),
            Sink::Pager(pager) => pager.finish().map_err(Failure::output),
            Sink::File(file, mut unfinished) => {
                let own = unfinished.own.clone();
                let rename = || {
                    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                    file.sync_all()?;
                    fs::rename(&unfinished.passing, &own)
                };
                rename().map_err(|error| Failure::failed(format!("cannot write {}: {error}", own.display())))?;
                unfinished.finished = true;
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(sink) => sink.write(bytes),
            Sink::Pager(sink) => sink.write(bytes),
            Sink::Stream(sink) | Sink::File(sink, _) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(sink) => sink.flush(),
            Sink::Pager(sink) => sink.flush(),
            Sink::Stream(sink) | Sink::File(sink, _) => sink.flush(),
        }
    }
}

/// A new file in the same directory, so that it can be renamed.
fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path.file_name().ok_or_else(|| io::Error::other("no file name"))?.to_string_lossy();
    let mut attempt = 0;
    loop {
        let passing = path.with_file_name(format!(".{name}.{}-{attempt}", std::process::id()));
        match File::create_new(&passing) {
            Ok(file) => return Ok((file, passing)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}
