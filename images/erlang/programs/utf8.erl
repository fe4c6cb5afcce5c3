-module(main).
-export([main/0]).

main() ->
    io:format("你好, ~ts", [io:get_line("")]).
