use std::io::read_to_string;

fn main() {
    let input = read_to_string(std::io::stdin()).unwrap();
    let product: i64 = input.split_whitespace().map(|word| word.parse::<i64>().unwrap()).product();
    println!("{product}");
}
