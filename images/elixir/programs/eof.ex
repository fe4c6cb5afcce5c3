defmodule Main do
  def main do
    numbers = IO.read(:eof) |> String.split() |> Enum.map(&String.to_integer/1)
    IO.puts("#{length(numbers)} #{Enum.sum(numbers)}")
  end
end
