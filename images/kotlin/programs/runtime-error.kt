fun main() {
    throw IllegalStateException("nobody catches this")
}
