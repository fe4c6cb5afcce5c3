object Main {
  def sumTo(n: Long): Long = if (n == 0) 0 else n + sumTo(n - 1)

  def main(args: Array[String]): Unit = println(sumTo(scala.io.StdIn.readLine().trim.toLong))
}
