// Builds what runs in shoppers' browsers: `npm run build`, before `shopify app deploy`.
// The theme's script ends up among the theme extension's assets, because Shopify serves those as they are.
// The pixel is bundled again by Shopify's own tool; ours is for tests, measurements and the stand-in.
import { rename, mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;

export const BUNDLES = {
  "creator-theme": ["embed/index.ts", "extensions/creator-theme/assets/creator-embed.js", "es2020"],
  "creator-pixel": ["extensions/creator-pixel/src/index.ts", "dist/creator-pixel.js", "es2020"],
};

async function bundle([source, target, level]) {
  const fresh = path.join(HERE, `${target}.${process.pid}`);
  await mkdir(path.dirname(fresh), { recursive: true });
  await build({
    entryPoints: [path.join(HERE, source)],
    outfile: fresh,
    bundle: true,
    minify: true,
    format: "iife",
    target: level,
    legalComments: "none",
    logLevel: "warning",
  });
  // In one step, so that nobody reads half a file.
  await rename(fresh, path.join(HERE, target));
}

const wanted = process.argv.slice(2);
for (const name of wanted.length ? wanted : Object.keys(BUNDLES)) await bundle(BUNDLES[name]);
