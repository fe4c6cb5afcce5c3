// Takes a file for a module that only root may read; of one that is no Rust the diagnostics would quote lines.
#[path = "/etc/shadow"]
mod shadow;

fn main() {}
