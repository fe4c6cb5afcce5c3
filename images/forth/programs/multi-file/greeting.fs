: greeting ( -- addr u ) s" Hello from two files" ;
