use std::io::{self, BufRead};

fn main() {
    let (mut count, mut sum) = (0, 0);
    for line in io::stdin().lock().lines() {
        for word in line.unwrap().split_whitespace() {
            count += 1;
            sum += word.parse::<i64>().unwrap();
        }
    }
    println!("{count} {sum}");
}
