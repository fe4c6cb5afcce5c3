use std::hint::black_box;
use std::io;

// What the compiler cannot see through keeps it from making a loop of the recursion.
fn sum(n: i64) -> i64 {
    if n == 0 {
        return 0;
    }
    let rest = black_box(sum(n - 1));
    n + rest
}

fn main() {
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
    println!("{}", sum(line.trim().parse().unwrap()));
}
