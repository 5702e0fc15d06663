// The frames of the worker protocol (src/system/process.rs): the length, 8 bytes little-endian, and the bytes.

/** Splits a stream of bytes into frames. */
export class FrameReader {
  constructor() {
    this.rest = new Uint8Array();
  }

  /** Adds bytes; returns the frames that are complete. */
  add(bytes) {
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest);
    all.set(bytes, this.rest.length);
    const frames = [];
    let at = 0;
    while (all.length - at >= 8) {
      const length = Number(new DataView(all.buffer, at, 8).getBigUint64(0, true));
      if (all.length - at - 8 < length) break;
      frames.push(all.slice(at + 8, at + 8 + length));
      at += 8 + length;
    }
    this.rest = all.slice(at);
    return frames;
  }
}
