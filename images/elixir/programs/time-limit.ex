defmodule Main do
  def main, do: loop(0)

  defp loop(n), do: loop(rem(n + 1, 1_000_003))
end
