void main()
{
    uint n = 0;
    for (;;)
        n ^= 1;
}
