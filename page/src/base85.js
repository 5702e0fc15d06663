// Bytes as text, five characters for four bytes: a sixteenth shorter than base64. The alphabet is that of Z85 (ZeroMQ RFC 32), with ~ and
// | for < and >, which could end or open an element.

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&~|()[]{}@%$#";
const VALUES = new Uint8Array(128);
[...ALPHABET].forEach((letter, value) => (VALUES[letter.charCodeAt(0)] = value));

/** Returns the text of bytes, after their number and a space. */
export function textOf(bytes) {
  const out = [];
  for (let at = 0; at < bytes.length; at += 4) {
    // Behind the end stand zeros.
    let number = 0;
    for (let i = 0; i < 4; i += 1) number = number * 256 + (bytes[at + i] ?? 0);
    let group = "";
    for (let i = 0; i < 5; i += 1) {
      group = ALPHABET[number % 85] + group;
      number = Math.floor(number / 85);
    }
    out.push(group);
  }
  return `${bytes.length} ${out.join("")}`;
}

/** Returns the bytes of such a text. */
export function bytesOfText(text) {
  const start = text.indexOf(" ") + 1;
  const bytes = new Uint8Array(Math.ceil((text.length - start) / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let at = start, to = 0; to < bytes.length; at += 5, to += 4) {
    let number = 0;
    for (let i = 0; i < 5; i += 1) number = number * 85 + VALUES[text.charCodeAt(at + i)];
    view.setUint32(to, number);
  }
  return bytes.subarray(0, Number(text.slice(0, start)));
}
