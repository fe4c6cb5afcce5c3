printf("Hello, Serin!\n");
