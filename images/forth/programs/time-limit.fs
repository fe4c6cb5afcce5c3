: main ( -- ) 0 begin 1+ 1000003 mod again ;

main
