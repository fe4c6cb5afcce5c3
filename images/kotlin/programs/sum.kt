import java.io.StreamTokenizer

fun main() {
    val input = StreamTokenizer(System.`in`.bufferedReader())
    val next = { input.nextToken(); input.nval.toLong() }
    val output = StringBuilder()
    for (i in 1..next()) {
        output.append(next() + next()).append('\n')
    }
    print(output)
}
