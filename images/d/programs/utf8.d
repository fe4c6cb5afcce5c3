import std.stdio;

void main()
{
    write("你好, ", readln());
}
