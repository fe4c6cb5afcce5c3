class Block {
    public uint8[] bytes = new uint8[1 << 20];

    public Block() {
        Memory.set(bytes, 1, bytes.length);
    }
}

void main() {
    var blocks = new GenericArray<Block>();
    while (true) {
        blocks.add(new Block());
    }
}
