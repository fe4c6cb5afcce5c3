object Greeting {
  val files = "two files"
}
