// The survey's preview for its settings page, from the extension's own source: node build_preview.mjs <file>
import { join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;

await build({
  entryPoints: [join(HERE, "../../storefront/extensions/creator-survey/preview/index.tsx")],
  outfile: process.argv[2],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  jsx: "automatic",
  jsxImportSource: "preact",
  // The extension has its own copy of Preact where its tools are installed; a server has only this one.
  nodePaths: [join(HERE, "node_modules")],
  // A preview sends nothing; the address is never used.
  define: { "process.env.APP_URL": '""' },
});
