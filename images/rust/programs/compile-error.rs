fn main() {
    let first = String::from("moved");
    let second = first;
    println!("{first} {second}");
}
