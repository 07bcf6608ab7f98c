/** What went wrong with an outside system, in our words. The comment says what a caller may do next. */
export type AdapterFailureCode =
  /** A webhook whose signature does not fit. Answer 401 and forget it. */
  | 'forged'
  /** A genuine webhook that nobody can read. Keep it raw. */
  | 'malformed'
  /** Our credentials are refused: pause the account and tell a person. */
  | 'unauthorized'
  /** They said no to this one, for good. */
  | 'rejected'
  /** Outside the 24-hour customer service window: only a template may be sent. */
  | 'window_closed'
  /** They said not now; it certainly was not done. `retryAfterMs` says when. */
  | 'rate_limited'
  /** Certainly never left: connection refused, name not found. */
  | 'unreachable'
  /** Nobody knows whether it happened: time-out, reset, 5xx, unreadable answer. Settle it; never just repeat it. */
  | 'unknown'
  /** This channel cannot say this. */
  | 'unsupported'
  /** Our settings are wrong. */
  | 'misconfigured';

const RETRYABLE: ReadonlySet<AdapterFailureCode> = new Set(['rate_limited', 'unreachable']);

export interface AdapterFailureDetail {
  readonly retryAfterMs?: number;
  readonly httpStatus?: number;
  /** The provider's own code, as text. */
  readonly providerCode?: string;
  /** The provider's trace or request id, for a support ticket. */
  readonly trace?: string;
}

/** The one error that adapters throw. `message` and `detail` hold no token, signed URL, number or message body. */
export class AdapterFailure extends Error {
  override readonly name = 'AdapterFailure';
  readonly adapter: string;
  readonly code: AdapterFailureCode;
  readonly detail: AdapterFailureDetail;

  constructor(adapter: string, code: AdapterFailureCode, message: string, detail: AdapterFailureDetail = {}) {
    super(`${adapter}: ${message}`);
    this.adapter = adapter;
    this.code = code;
    this.detail = detail;
  }

  /** The same call may be made again: it certainly was not done. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}
