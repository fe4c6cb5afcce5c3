object Main {
  def main(args: Array[String]): Unit = {
    val numbers = scala.io.Source.stdin.mkString.split("\\s+").filter(_.nonEmpty).map(_.toLong)
    println(numbers.length + " " + numbers.sum)
  }
}
