// Theme Check over the theme extension, without the network: the documentation it checks against is the copy that
// comes with its package. Prints the offences as JSON.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const { ThemeLiquidDocsManager } = require("@shopify/theme-check-docs-updater");
const { themeCheckRun } = require("@shopify/theme-check-node");

// It would first ask GitHub whether there is a newer one.
const packed = path.join(path.dirname(require.resolve("@shopify/theme-check-docs-updater/package.json")), "data");
ThemeLiquidDocsManager.prototype.loaders = (name) => [
  Object.assign(() => readFile(path.join(packed, `${name}.json`), "utf8"), { loaderName: name }),
];
ThemeLiquidDocsManager.prototype.schemaLoaders = (uri) => [
  Object.assign(() => readFile(path.join(packed, path.basename(uri)), "utf8"), { loaderName: uri }),
];

const folder = path.resolve(process.argv[2] || path.join(import.meta.dirname, "extensions/creator-theme"));
const { offenses, theme } = await themeCheckRun(folder, path.join(folder, ".theme-check.yml"));
const shown = offenses.map(({ check, message, uri, start }) => ({
  check,
  message,
  file: path.relative(folder, new URL(uri).pathname),
  line: start.line + 1,
}));
console.log(JSON.stringify({ files: theme.length, offenses: shown }, null, 1));
process.exitCode = shown.length ? 1 : 0;
