// Unpacks a gibibyte from a megabyte: outside the engine's heap.
const zlib = require('node:zlib');
const layer = zlib.deflateSync(Buffer.alloc(256 << 10));
const packed = zlib.gzipSync(Buffer.alloc(64 << 20), { level: 1 });
const kept = [];
for (let i = 0; i < 16; i++) kept.push(zlib.gunzipSync(packed));
console.log(layer.length, kept.length);
