// Ends its own process as a crash would.
process.abort();
