import java.io.{BufferedReader, InputStreamReader, StreamTokenizer}

object Main {
  def main(args: Array[String]): Unit = {
    val input = new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)))
    def next(): Long = { input.nextToken(); input.nval.toLong }
    val output = new StringBuilder
    for (_ <- 1L to next()) output.append(next() + next()).append('\n')
    print(output)
  }
}
