import { productRoutes } from '#contracts/api/all.ts';
import { openApi } from '#contracts/api/openapi.ts';
import { errors } from '#contracts/api/errors.ts';

/** Prints the description of the API, or the tables of docs/api.md. */
export function printApi(options: { readonly markdown?: boolean }): void {
  process.stdout.write(
    options.markdown ? `${routeTable()}\n${errorTable()}` : `${JSON.stringify(openApi(productRoutes), null, 2)}\n`,
  );
}

export function routeTable(): string {
  const rows = productRoutes.map(({ method, path, says }) => `| \`${method} ${path}\` | ${says} |`);
  return `| route | |\n| --- | --- |\n${rows.join('\n')}\n`;
}

export function errorTable(): string {
  const rows = Object.entries(errors).map(([code, { status, says }]) => `| ${status} | \`${code}\` | ${says} |`);
  return `| status | code | |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}
