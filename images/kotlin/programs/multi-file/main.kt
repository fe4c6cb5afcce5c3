fun main() {
    println("Hello from " + files())
}
