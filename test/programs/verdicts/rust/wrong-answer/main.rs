use std::io;

fn main() {
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
    let product: i64 = line.split_whitespace().map(|n| n.parse::<i64>().unwrap()).product();
    println!("{product}");
}
