// Ends whoever loads it, with a telling code.
process.exit(77);
