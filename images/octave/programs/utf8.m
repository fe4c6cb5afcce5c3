printf("你好, %s\n", fgetl(stdin));
