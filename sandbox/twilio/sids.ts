export type SidKind = 'SM' | 'MM' | 'ME' | 'HX' | 'XE' | 'MG';
export type NewSid = (kind: SidKind) => string;

/** Two letters and 32 hexadecimal digits, like Twilio's. */
export function sidsFrom(random: () => number): NewSid {
  return (kind) => kind + Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
}

export const messageSid = /^(SM|MM)[0-9a-fA-F]{32}$/;
export const contentSid = /^HX[0-9a-fA-F]{32}$/;
export const mediaSid = /^ME[0-9a-fA-F]{32}$/;
