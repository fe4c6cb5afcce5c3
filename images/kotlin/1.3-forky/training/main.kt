import java.io.BufferedReader
import java.io.InputStreamReader
import java.io.PrintWriter
import java.util.PriorityQueue
import java.util.StringTokenizer

// Says what contest programs say, so that what they load is known.
data class Edge(val to: Int, val cost: Long) : Comparable<Edge> {
    override fun compareTo(other: Edge) = cost.compareTo(other.cost)
}

class Reader(stream: java.io.InputStream) {
    private val reader = BufferedReader(InputStreamReader(stream), 1 shl 16)
    private var words = StringTokenizer("")

    fun next(): String {
        while (!words.hasMoreTokens()) words = StringTokenizer(reader.readLine())
        return words.nextToken()
    }
}

fun <T> group(items: Iterable<T>, key: (T) -> Int) = items.groupBy(key).mapValues { it.value.size }

fun main() {
    val input = Reader(System.`in`)
    val n = input.next().toInt()
    val numbers = IntArray(n) { input.next().toInt() }
    val sorted = numbers.sortedDescending().toMutableList()
    val queue = PriorityQueue<Edge>(compareBy { it.cost })
    for ((index, value) in numbers.withIndex()) queue.add(Edge(index, value.toLong()))
    val deque = java.util.ArrayDeque<Int>()
    while (queue.isNotEmpty()) deque.addLast(queue.poll().to)
    val counts = HashMap<String, Int>()
    for (value in sorted) counts[value.toString()] = (counts["$value"] ?: 0) + 1
    val tree = sortedMapOf(3 to "c", 1 to "a")
    val text = buildString { for (i in 0 until 3) append(i).append(' ') }
    val out = PrintWriter(System.out)
    out.println(numbers.sum().toString() + " " + numbers.max() + " " + numbers.sorted().joinToString(" "))
    out.println("$counts $tree ${text.trim().split(" ").map { it.toInt() }} ${deque.toList()}")
    out.println(group(sorted) { it % 2 }.toList().sortedWith(compareBy({ it.second }, { -it.first })))
    out.println((1..10 step 3).toSet().filter { it > 2 }.zip(listOf('a', 'b')).associate { it }.keys)
    out.printf("%.3f %s%n", 1.5, "a1b22".split(Regex("\\d+")).reversed())
    out.println(generateSequence(1L) { it * 2 }.takeWhile { it < 100 }.lastOrNull() ?: 0)
    out.println(Array(2) { LongArray(2) }.map { it.contentToString() } + "abc".toCharArray().reversed().joinToString(""))
    out.flush()
    print(String.format("%d%n", kotlin.math.abs(-1)))
}
