// Reads its input and writes its answer through the streams' names, as honest programs do.
use std::fs::{read_to_string, OpenOptions};
use std::io::Write;

fn main() {
    for prefix in ["/dev/std", "/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"] {
        let [input, output, error] = if prefix.ends_with("std") { ["in", "out", "err"] } else { ["0", "1", "2"] };
        let text = read_to_string(format!("{prefix}{input}")).unwrap();
        let word = text.lines().next().unwrap();
        for stream in [output, error] {
            let mut file = OpenOptions::new().write(true).open(format!("{prefix}{stream}")).unwrap();
            writeln!(file, "{word}").unwrap();
        }
    }
}
