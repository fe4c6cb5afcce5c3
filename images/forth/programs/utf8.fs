create line 4096 allot

: main ( -- ) ." 你好, " line dup 4094 stdin read-line throw drop type cr ;

main
