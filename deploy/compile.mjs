// Run while the image is built: what it imports is compiled once into NODE_COMPILE_CACHE, and not again at every start.
// A package that is missing is noticed here, and not on the day on which a setting asks for it.
import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const file of ['src/app/start.ts', ...globSync('adapters/*/index.ts', { cwd: root })]) await import(join(root, file));
