int scale(int factor);
int always = scale(3)
