//! The same day over a real NATS server and in memory: the story is the same. The server is the distribution's
//! (`nats-server` in Debian), and the test starts and ends it.

use retailer::shop::{Shop, day};
use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// A server on a port of its own, which ends with the test.
struct Server {
    child: Child,
    url: String,
    folder: std::path::PathBuf,
}

impl Server {
    /// Nothing, where the program is not installed.
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let port = port.expect("there is a free port").port();
        let folder = std::env::temp_dir().join(format!("nats-{}", std::process::id()));
        // Debian keeps it where only root's PATH leads.
        let child = ["nats-server", "/usr/sbin/nats-server"].iter().find_map(|program| {
            let mut command = Command::new(program);
            command.args(["--jetstream", "--addr", "127.0.0.1", "--port", &port.to_string()]);
            command.arg("--store_dir").arg(&folder);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
        })?;
        Some(Self { child, url: format!("nats://127.0.0.1:{port}"), folder })
    }

    async fn answers(&self) {
        for _ in 0..100 {
            if async_nats::connect(&self.url).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nats-server does not answer at {}", self.url);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended by itself, there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn in_memory() -> String {
    let lines = Mutex::new(String::new());
    let story = |line: String| write_to(&lines, &line);
    let mut shop = Shop::open(&story);
    for (title, wish) in day() {
        story(format!("\n{title}"));
        shop.checkout().ask(&wish);
        shop.run().expect("the shop reads what it writes");
    }
    drop(shop);
    lines.into_inner().expect("nobody panicked")
}

#[tokio::test]
async fn the_story_over_nats_is_the_story_in_memory() {
    let Some(server) = Server::start() else {
        // Not `eprintln!`, which a test that passes keeps to itself.
        let skipped = "SKIPPED: nats-server is not installed (Debian: apt-get install nats-server)";
        return writeln!(std::io::stderr(), "{skipped}").expect("somebody reads");
    };
    server.answers().await;
    let lines = Mutex::new(String::new());
    let story = |line: String| write_to(&lines, &line);
    let day = nats_bridge::run(&server.url, &story);
    tokio::time::timeout(Duration::from_secs(60), day).await.expect("it ends").expect("it runs");
    assert_eq!(lines.into_inner().unwrap(), in_memory());
}

fn write_to(lines: &Mutex<String>, line: &str) {
    lines.lock().expect("nobody panicked").extend([line, "\n"]);
}
