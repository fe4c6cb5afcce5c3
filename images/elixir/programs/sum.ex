defmodule Main do
  def main do
    [count | numbers] =
      IO.binread(:stdio, :eof) |> String.split() |> Enum.map(&String.to_integer/1)

    numbers
    |> Enum.chunk_every(2)
    |> Enum.take(count)
    |> Enum.map(fn [a, b] -> [Integer.to_string(a + b), ?\n] end)
    |> IO.binwrite()
  end
end
