#define WHERE "/tmp"
