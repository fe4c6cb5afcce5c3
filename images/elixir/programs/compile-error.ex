defmodule Main do
  def main do
    IO.puts(undefined_variable)
  end
end
