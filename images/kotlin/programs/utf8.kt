fun main() {
    println("你好, " + readLine())
}
