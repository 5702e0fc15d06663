// node page/tests/base85.mjs: bytes of every length and value come back from their text, which is harmless in an element.

import assert from "node:assert/strict";
import { bytesOfText, textOf } from "../src/base85.js";

// The example of ZeroMQ RFC 32: its text has neither < nor >.
assert.equal(textOf(Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b)), "8 HelloWorld");
for (let length = 0; length < 1030; length += 1) {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + length * 7 + (index >> 3)) % 256);
  const text = textOf(bytes);
  assert.ok(!/[<>]/.test(text));
  assert.deepEqual(bytesOfText(text), bytes);
}
assert.deepEqual(bytesOfText(textOf(new Uint8Array(8).fill(255))), new Uint8Array(8).fill(255));
console.log("ok   bytes come back from their text");
