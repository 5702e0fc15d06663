// Unpacks what the page carries.

import { XzReadableStream } from "xz-decompress";

/** Unpacks bytes that xz packed. */
export async function unpack(bytes) {
  const stream = new XzReadableStream(new Blob([bytes]).stream());
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
