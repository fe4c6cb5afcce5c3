object Main {
  @volatile private var n = 0

  def main(args: Array[String]): Unit = while (true) n ^= 1
}
