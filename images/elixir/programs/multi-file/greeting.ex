defmodule Greeting do
  def text, do: "Hello from two files"
end
