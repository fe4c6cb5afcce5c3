// Asks for what the compiler's environment must not have. Of what it does have one is asked for too, so that the question is a good one.
const FOUND: [Option<&str>; 8] = [
    option_env!("SERIN_REDIS_URL"),
    option_env!("SERIN_API_KEYS"),
    option_env!("SERIN_KEY"),
    option_env!("DOCKER_HOST"),
    option_env!("REDIS_URL"),
    option_env!("HOSTNAME"),
    option_env!("RUSTC_BOOTSTRAP"),
    option_env!("SSH_AUTH_SOCK"),
];

fn main() {
    assert_eq!(option_env!("HOME"), Some("/box"));
    match FOUND.iter().flatten().next() {
        Some(value) => println!("{value}"),
        None => println!("held"),
    }
}
