disp(greeting());
