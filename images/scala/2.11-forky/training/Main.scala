import java.io.{BufferedReader, InputStreamReader, PrintWriter}
import java.util.StringTokenizer
import scala.annotation.tailrec
import scala.collection.mutable

// Says what contest programs say, so that what they load is known.
case class Edge(to: Int, cost: Long)

object Main {
  private val reader = new BufferedReader(new InputStreamReader(System.in), 1 << 16)
  private var words = new StringTokenizer("")

  @tailrec private def next(): String =
    if (words.hasMoreTokens) words.nextToken()
    else { words = new StringTokenizer(reader.readLine()); next() }

  def main(args: Array[String]): Unit = {
    val n = next().toInt
    val numbers = Array.fill(n)(next().toInt)
    val queue = mutable.PriorityQueue.empty[Edge](Ordering.by(-_.cost))
    for ((value, index) <- numbers.zipWithIndex) queue.enqueue(Edge(index, value))
    val order = mutable.ListBuffer.empty[Int]
    while (queue.nonEmpty) order += queue.dequeue().to
    val counts = mutable.HashMap.empty[String, Int].withDefaultValue(0)
    for (value <- numbers) counts(value.toString) += 1
    val out = new PrintWriter(System.out)
    out.println(s"${numbers.sum} ${numbers.max} ${numbers.sorted.mkString(" ")} ${order.toList}")
    out.println(numbers.groupBy(_ % 2).mapValues(_.length).toList.sortBy { case (key, size) => (size, -key) })
    out.println(counts.toMap.map { case (key, count) => key.toInt -> count }.toVector.sorted)
    out.println((1 to 10 by 3).toSet.filter(_ > 2).zip(List('a', 'b')).toMap.keys.toSeq.sorted.headOption.getOrElse(0))
    out.println(Iterator.iterate(1L)(_ * 2).takeWhile(_ < 100).foldLeft(0L)(_ max _))
    out.println(Stream.from(1).take(3).map(BigInt(_)).product + " " + mutable.TreeSet(3, 1).head)
    out.println("a1b22".split("\\d+").reverse.mkString + f"${1.5}%.3f" + Array.ofDim[Int](2, 2).map(_.sum).toSeq)
    out.println(mutable.ArrayBuffer(1, 2).reverse ++ mutable.Queue(1) ++ new StringBuilder("ab").append(1).toString)
    out.flush()
    println(math.abs(-1), scala.io.Source.fromString("x y").getLines().toList, scala.util.Try("x".toInt).isFailure)
  }
}
