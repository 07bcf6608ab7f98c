const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/OPR\//, 'Opera'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

/** `Firefox · Linux`, of how a browser names itself; what it says when it is none that we know. */
export function deviceName(agent: string): string {
  const named = [BROWSERS, SYSTEMS].flatMap((all) => all.find(([mark]) => mark.test(agent))?.[1] ?? []);
  return named.join(' · ') || agent;
}
