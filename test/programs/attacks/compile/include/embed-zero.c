/* Embeds a file without end, the way of C23. */
static const unsigned char data[] = {
#embed "/dev/zero"
};
int main(void) { return data[0]; }
