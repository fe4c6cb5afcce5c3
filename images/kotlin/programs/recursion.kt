fun sumTo(n: Long): Long = if (n == 0L) 0L else n + sumTo(n - 1)

fun main() {
    println(sumTo(readLine()!!.trim().toLong()))
}
