int main() {
    array kept = ({});
    while (1) kept += ({ allocate(100000, sizeof(kept)) });
}
