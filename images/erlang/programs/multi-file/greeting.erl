-module(greeting).
-export([text/0]).

text() ->
    "Hello from two files".
