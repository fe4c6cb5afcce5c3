defmodule Main do
  def main do
    IO.write("你好, " <> IO.gets(""))
  end
end
