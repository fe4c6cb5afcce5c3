import std.array : appender;
import std.conv : to;
import std.stdio;

void main()
{
    // Numbers taken from the bytes themselves: readf is several times slower.
    auto text = cast(const(char)[]) stdin.byChunk(1 << 16).joinChunks;
    size_t at = 0;

    long next()
    {
        while (text[at] != '-' && (text[at] < '0' || text[at] > '9'))
            at++;
        const negative = text[at] == '-';
        if (negative)
            at++;
        long value = 0;
        for (; at < text.length && text[at] >= '0' && text[at] <= '9'; at++)
            value = value * 10 + (text[at] - '0');
        return negative ? -value : value;
    }

    auto output = appender!string;
    foreach (_; 0 .. next())
    {
        output.put((next() + next()).to!string);
        output.put('\n');
    }
    write(output[]);
}

ubyte[] joinChunks(R)(R chunks)
{
    auto all = appender!(ubyte[]);
    foreach (chunk; chunks)
        all.put(chunk);
    return all[];
}
