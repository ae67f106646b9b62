//! A web server of one thread, for programs that fetch.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// Starts a server that answers every request with its first line, and returns its URL. It ends with the process.
pub fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // A client that went away is no failure of the server.
            let _ = answer(&connection);
        }
    });
    url
}

/// Answers requests until the client closes the connection.
fn answer(mut connection: &TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection).lines();
    while let Some(request) = lines.next().transpose()? {
        while !lines.next().transpose()?.unwrap_or_default().is_empty() {}
        // One write, so that one read may fetch it.
        let length = request.len();
        connection.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{request}").as_bytes())?;
    }
    Ok(())
}
