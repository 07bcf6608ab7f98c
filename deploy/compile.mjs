// Runs during the image build: compiles everything it imports into NODE_COMPILE_CACHE, so that containers start faster.
// A missing package fails the build here, instead of the first start that needs it.
import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const file of ['src/app/start.ts', ...globSync('adapters/*/index.ts', { cwd: root })]) await import(join(root, file));
