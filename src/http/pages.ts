import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Middleware } from 'koa';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const CSP = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The names of these files contain a hash of their content, so browsers may cache them forever. */
const ASSETS = '/assets';

/**
 * Serves the built pages. A path without an extension that is not a file gets `index.html`, because the page has its own router.
 */
export function pages(folder: string): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (/^\/(api|sandbox|webhooks)(\/|$)/.test(ctx.path)) return next();
    const path = normalize(ctx.path);
    const isAsset = path === ASSETS || path.startsWith(`${ASSETS}/`);
    const page = isAsset || extname(path) !== '' ? undefined : '/index.html';
    const file = (await fileAt(folder, path)) ?? (page && (await fileAt(folder, page)));
    if (!file) return next();
    ctx.type = TYPES[extname(file.path)] ?? 'application/octet-stream';
    ctx.length = file.size;
    ctx.set('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (extname(file.path) === '.html') ctx.set('Content-Security-Policy', CSP);
    ctx.body = createReadStream(file.path);
  };
}

async function fileAt(folder: string, path: string): Promise<{ readonly path: string; readonly size: number } | undefined> {
  const full = normalize(join(folder, path));
  if (!full.startsWith(folder + sep)) return undefined;
  const about = await stat(full).catch(() => undefined);
  return about?.isFile() ? { path: full, size: about.size } : undefined;
}
