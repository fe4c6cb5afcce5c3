defmodule Main do
  def main do
    IO.puts(Greeting.text())
  end
end
