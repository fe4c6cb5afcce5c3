say "你好, ", get;
