/** Why a call to an outside system failed. Each comment says what the caller may do next. */
export type AdapterFailureCode =
  /** The webhook's signature is wrong. Answer 401 and keep nothing. */
  | 'forged'
  /** The webhook's signature is right, but its content cannot be parsed. Keep it raw. */
  | 'malformed'
  /** The provider refuses our credentials. Pause the account and tell a person. */
  | 'unauthorized'
  /** The provider refuses this request for good. Do not retry. */
  | 'rejected'
  /** The 24-hour customer service window is closed. Only a template can be sent. */
  | 'window_closed'
  /** The provider refuses for now; nothing was done. Retry after `retryAfterMs`. */
  | 'rate_limited'
  /** The request certainly did not reach the provider: connection refused, host not found. Retry. */
  | 'unreachable'
  /** The request may or may not have taken effect: timeout, reset, 5xx, unreadable answer. Settle it before any retry. */
  | 'unknown'
  /** This channel cannot send this kind of message. */
  | 'unsupported'
  /** Our settings are wrong. */
  | 'misconfigured';

const RETRYABLE: ReadonlySet<AdapterFailureCode> = new Set(['rate_limited', 'unreachable']);

export interface AdapterFailureDetail {
  readonly retryAfterMs?: number;
  /** Of `rate_limited`: only messages to this recipient are refused, so those to others need not wait. */
  readonly recipientOnly?: boolean;
  readonly httpStatus?: number;
  /** The provider's own code, as text. */
  readonly providerCode?: string;
  /** The provider's trace or request id, for a support ticket. */
  readonly trace?: string;
}

/** The only error adapters throw. `message` and `detail` contain no token, signed URL, phone number or message body. */
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

  /** Whether the same call may be repeated: it certainly had no effect. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}
