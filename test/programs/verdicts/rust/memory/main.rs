use std::hint::black_box;

fn main() {
    let mut blocks = Vec::new();
    for i in 1..=256 {
        blocks.push(black_box(vec![i as u8 | 1; 4 << 20]));
    }
    println!("{}", blocks.len() - 214);
}
