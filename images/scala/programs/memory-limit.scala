import scala.collection.mutable.ArrayBuffer

object Main {
  def main(args: Array[String]): Unit = {
    val blocks = ArrayBuffer.empty[Array[Byte]]
    while (true) blocks += Array.fill[Byte](1 << 20)(1)
  }
}
