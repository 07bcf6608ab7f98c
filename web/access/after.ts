/** Where to go after signing in: an address of these pages, and never one of another site. */
export function ownAddress(to: unknown): string | undefined {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : undefined;
}

/** Loads the page anew, so that nothing of whoever was signed in before is left in it. */
export function leaveFor(path: string): void {
  window.location.assign(path);
}
