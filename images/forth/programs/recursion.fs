create line 4096 allot

: sum ( n -- n ) dup if dup 1- recurse + then ;
: main ( -- ) line dup 4094 stdin read-line throw drop 0. 2swap >number 2drop drop sum . cr ;

main
