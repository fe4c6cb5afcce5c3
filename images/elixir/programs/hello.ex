defmodule Main do
  def main do
    IO.puts("Hello, Serin!")
  end
end
