use std::io::{self, BufWriter, Read, Write};

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut numbers = text.split_ascii_whitespace().map(|word| word.parse::<i64>().unwrap());
    let mut out = BufWriter::new(io::stdout().lock());
    let n = numbers.next().unwrap();
    for _ in 0..n {
        let (a, b) = (numbers.next().unwrap(), numbers.next().unwrap());
        writeln!(out, "{}", a + b).unwrap();
    }
}
