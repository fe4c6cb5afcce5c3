import greeting;
import std.stdio;

void main()
{
    writeln("Hello from ", files);
}
