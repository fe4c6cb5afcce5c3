#define WHERE "/box"
