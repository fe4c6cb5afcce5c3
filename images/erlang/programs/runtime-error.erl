-module(main).
-export([main/0]).

main() ->
    [] = lists:seq(1, 3).
