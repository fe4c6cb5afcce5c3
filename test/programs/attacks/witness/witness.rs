// An honest program that looks for anything that somebody before it has left, and says `clean` when there is nothing.
use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process;

fn names(directory: &str, found: &mut Vec<String>) -> Vec<String> {
    match fs::read_dir(directory) {
        Ok(entries) => entries
            .filter_map(|entry| entry.ok())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect(),
        Err(error) => {
            found.push(format!("{directory}: {error}"));
            Vec::new()
        }
    }
}

fn look_at_table(path: &str, found: &mut Vec<String>) {
    match fs::read_to_string(path) {
        Ok(text) => found.extend(text.lines().skip(1).map(|line| format!("{path}: {line}"))),
        Err(error) => found.push(format!("{path}: {error}")),
    }
}

fn main() {
    let mut found = Vec::new();
    if env::current_dir().ok().as_deref() != Some(Path::new("/box")) {
        found.push("the working directory is not /box".to_string());
    }
    for name in names("/proc", &mut found) {
        if let Ok(pid) = name.parse::<u32>() {
            if pid != 1 && pid != process::id() {
                found.push(format!("process {pid} lives"));
            }
        }
    }
    for (directory, allowed) in
        [("/box", ""), ("/tmp", ""), ("/dev/shm", ""), ("/dev/mqueue", ""), ("/app", "program")]
    {
        for name in names(directory, &mut found) {
            if name != allowed {
                found.push(format!("{directory} holds {name}"));
            }
        }
    }
    for table in ["shm", "sem", "msg"] {
        look_at_table(&format!("/proc/sysvipc/{table}"), &mut found);
    }
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or("");
    if files.split_whitespace().filter(|word| *word == "1024").count() != 2 {
        found.push(format!("the limit of descriptors: {files}"));
    }
    if fs::read_to_string("/dev/stdin").ok().as_deref() != Some("anybody here?\n") {
        found.push("/dev/stdin does not give the input".to_string());
    }
    let text = if found.is_empty() { "clean".to_string() } else { found.join("\n") };
    let mut out = fs::OpenOptions::new().write(true).open("/dev/stdout").expect("/dev/stdout");
    writeln!(out, "{text}").expect("the answer cannot be written");
}
