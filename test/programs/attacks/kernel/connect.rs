// Tries to connect: loopback, the cloud's metadata, Docker's bridge and socket; and to listen. None may work.
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;

fn main() {
    let mut tried = 0;
    let mut through = 0;
    let mut fails = |what: &str, worked: bool| {
        tried += 1;
        if worked {
            through += 1;
            println!("{what} got through");
        }
    };
    for address in ["127.0.0.1:80", "[::1]:80", "169.254.169.254:80", "172.17.0.1:2375", "metadata.google.internal:80"] {
        fails(address, TcpStream::connect(address).is_ok());
    }
    fails("listening", TcpListener::bind("127.0.0.1:0").is_ok());
    fails("datagrams", UdpSocket::bind("127.0.0.1:0").is_ok());
    fails("docker", UnixStream::connect("/var/run/docker.sock").is_ok());
    eprintln!("{tried} attempts");
    if through == 0 && tried == 8 {
        println!("held");
    }
}
