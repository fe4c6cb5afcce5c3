fun main() {
    println("Hello, Serin!")
}
