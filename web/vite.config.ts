import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The server that the development server asks; a running `./onsale up` by default. */
const server = process.env["ONSALE_URL"] ?? "http://localhost:8080";

/** Writes each text file in gzip too, beside it: the server sends that one as it is, and compresses nothing while people wait. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }) {
      for (const name of readdirSync(dir!, { recursive: true, encoding: "utf8" })) {
        if (/\.(js|css|html|svg)$/.test(name)) {
          const path = join(dir!, name);
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    target: "es2022",
    // light-dark() as it is written: one colour for each scheme, side by side.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // An asset as a data: URL would need its own word in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // A worker paints the map, and has another paint the hall from afar.
  worker: { format: "es" },
  server: { proxy: { "/v1": server } },
});
