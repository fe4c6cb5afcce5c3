BEGIN { for (i = 0; ; i++) kept[i] = sprintf("%1000d", i) }
