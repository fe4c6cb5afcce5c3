# Unpacks 512 MiB from half a megabyte.
import zlib

packer = zlib.compressobj(1)
packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
print(len(packed), len(zlib.decompress(packed)))
