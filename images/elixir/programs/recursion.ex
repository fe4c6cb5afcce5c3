defmodule Main do
  def main do
    n = IO.gets("") |> String.trim() |> String.to_integer()
    IO.puts(sum(n))
  end

  defp sum(0), do: 0
  defp sum(n), do: n + sum(n - 1)
end
