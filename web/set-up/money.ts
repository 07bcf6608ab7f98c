export interface Money {
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** Digits after the point: 2 for most currencies, 0 for the yen. */
export function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

export function written({ amount, currency }: Money, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** digitsOf(currency));
}

/** As a person types it: `38.00`. */
export function typed({ amount, currency }: Money): string {
  const digits = digitsOf(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

/** Minor units of what was typed, with a point or a comma; `undefined` if it is no amount. */
export function amountOf(text: string, currency: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,9}(\.\d{1,3})?$/.test(plain) ? Math.round(Number(plain) * 10 ** digitsOf(currency)) : undefined;
}
