#!/usr/bin/env node
// `npx deskbell …`: the command line, with the project's own Node.
process.argv.splice(2, 0, 'deskbell');
await import('./run.mjs');
