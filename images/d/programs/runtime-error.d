void main()
{
    throw new Exception("nobody catches this");
}
