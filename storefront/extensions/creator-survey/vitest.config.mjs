import {defineConfig} from 'vitest/config';

export default defineConfig({
  cacheDir: '../../node_modules/.vite',
  define: {'process.env.APP_URL': '"https://app.example"'},
  oxc: {jsx: {runtime: 'automatic', importSource: 'preact'}},
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'vmThreads',
    // The tester imports the extension itself: it must see TypeScript as the tests do.
    server: {deps: {inline: [/@shopify\/ui-extensions/]}},
  },
});
