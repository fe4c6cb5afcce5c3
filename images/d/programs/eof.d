import std.array : split;
import std.conv : to;
import std.stdio;

void main()
{
    long count, total;
    foreach (line; stdin.byLine)
        foreach (word; line.split)
        {
            count++;
            total += word.to!long;
        }
    writeln(count, " ", total);
}
