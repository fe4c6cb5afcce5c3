object Main {
  def main(args: Array[String]): Unit = println("你好, " + scala.io.StdIn.readLine())
}
