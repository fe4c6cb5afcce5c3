-module(main).
-export([main/0]).

main() ->
    {ok, [N]} = io:fread("", "~d"),
    io:format("~b~n", [sum(N)]).

sum(0) -> 0;
sum(N) -> N + sum(N - 1).
