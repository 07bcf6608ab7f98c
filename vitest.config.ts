import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Of two cores Vitest would use one. The tests mostly wait for servers and browsers.
    maxWorkers: 2,
    reporters: ['default', './test/support/counts-reporter.ts'],
  },
});
