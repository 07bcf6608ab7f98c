/** A route parameter as text; the router's type is `string | string[]`. */
export function param(value: string | readonly string[] | undefined): string | undefined {
  const text = typeof value === 'string' ? value : value?.[0];
  return text || undefined;
}
