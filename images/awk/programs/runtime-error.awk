BEGIN { divisor = 0; print 1 / divisor }
