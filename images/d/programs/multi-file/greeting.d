module greeting;

immutable files = "two files";
