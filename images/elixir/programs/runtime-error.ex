defmodule Main do
  def main do
    raise "this program always fails"
  end
end
