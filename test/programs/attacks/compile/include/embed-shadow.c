/* Embeds a file that only root may read, the way of C23; asks first, which must not make a difference. */
#if __has_embed("/etc/shadow") == 1
static const unsigned char data[] = {
#embed "/etc/shadow" limit(4096)
};
int main(void) { return data[0]; }
#else
#error "there is nothing to embed"
#endif
