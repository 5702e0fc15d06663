// node bundle.mjs PROGRAM.wasm OUT.html VERSION: makes one file of the page's sources and the program. `tonghop page` puts a
// campaign into the element "campaign".

import { build } from "esbuild";
import { textOf } from "./src/base85.js";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

const [program, out, version] = process.argv.slice(2);
const source = new URL("src/", import.meta.url).pathname;
const options = { bundle: true, minify: true, write: false, target: ["es2022"], charset: "utf8", legalComments: "none" };

const worker = await build({ ...options, entryPoints: [`${source}worker.js`], format: "iife" });
const workerText = {
  name: "worker-source",
  setup(setup) {
    setup.onResolve({ filter: /^worker-source$/ }, () => ({ path: "worker-source", namespace: "text" }));
    setup.onLoad({ filter: /.*/, namespace: "text" }, () => ({ contents: worker.outputFiles[0].text, loader: "text" }));
  },
};
const page = await build({ ...options, entryPoints: [`${source}page.js`], format: "iife", plugins: [workerText] });
const style = await build({ ...options, entryPoints: [`${source}page.css`], loader: { ".css": "css" } });

// Nothing of a script may end its element.
const script = page.outputFiles[0].text.trim().replaceAll("</script", "<\\/script");
const digest = createHash("sha256").update(script).digest("base64");
const policy = [
  "default-src 'none'",
  `script-src 'sha256-${digest}' 'wasm-unsafe-eval'`,
  "worker-src blob:",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");
// A third smaller than gzip, which browsers unpack themselves. Check and dictionary are what the unpacker knows.
const packed = execFileSync("xz", ["-9e", "--check=crc32", "--stdout", program], { maxBuffer: 1 << 28 });
const parts = { POLICY: policy, STYLE: style.outputFiles[0].text.trim(), SCRIPT: script, VERSION: version };
let html = readFileSync(`${source}page.html`, "utf8").replace("@@PROGRAM@@", () => textOf(packed));
for (const [name, text] of Object.entries(parts)) html = html.replaceAll(`@@${name}@@`, () => text);
writeFileSync(out, html);
console.log(`${out}: ${(html.length / 1e6).toFixed(2)} MB, program ${(packed.length / 1e6).toFixed(2)} MB packed`);
