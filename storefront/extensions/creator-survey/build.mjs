// Bundles the extension as Shopify's command line does, for checks and for the stand-in: node build.mjs [file]
// APP_URL is the app's own address; without it application_url of shopify.app.toml counts. The bundle is
// storefront/dist/creator-survey.js where no file is named; its sizes are printed, and one that is too large fails.
import {mkdir, readFile, rename} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';

const HERE = import.meta.dirname;
const TARGET = process.argv[2] ?? join(HERE, '../../dist/creator-survey.js');
const MOST_BYTES = 20_000;

const toml = await readFile(join(HERE, 'shopify.extension.toml'), 'utf8');
const app = await readFile(join(HERE, '../../shopify.app.toml'), 'utf8');
const address = (process.env.APP_URL || app.match(/^application_url = "(.+)"$/m)[1]).replace(/\/+$/, '');

// One line per target, as the command line writes it for api_version 2025-10 and later.
const entry = [...toml.matchAll(/^target = "(.+)"\nmodule = "(.+)"$/gm)]
  .map(([, target, module], n) => `import Target_${n} from '${module}';shopify.extend('${target}', (...args) => Target_${n}(...args));`)
  .join('\n');

const fresh = `${TARGET}.${process.pid}`;
await mkdir(dirname(TARGET), {recursive: true});
await build({
  stdin: {contents: entry, resolveDir: HERE, loader: 'tsx'},
  outfile: fresh,
  bundle: true,
  minify: true,
  target: 'es6',
  legalComments: 'none',
  jsx: 'automatic',
  loader: {'.esnext': 'ts', '.js': 'jsx'},
  resolveExtensions: ['.tsx', '.ts', '.js', '.json', '.esnext', '.mjs', '.ejs'],
  define: {'process.env.NODE_ENV': '"production"', 'process.env.APP_URL': JSON.stringify(address)},
  logLevel: 'warning',
});
const code = await readFile(fresh);
// In one step, so that nobody reads half a file.
await rename(fresh, TARGET);
const packed = gzipSync(code, {level: 9}).length;
console.log(JSON.stringify({bytes: code.length, gzip: packed, app_url: address}));
if (packed > MOST_BYTES) {
  console.error(`${packed} bytes compressed: ${MOST_BYTES} are allowed.`);
  process.exitCode = 1;
}
