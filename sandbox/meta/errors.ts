/**
 * Codes, titles and HTTP statuses from Meta's error reference (reference sheet §9). Statuses that the sheet does not give are
 * from public copies of Meta's table (429 for throttling, 404 for a missing template).
 */
const KNOWN = {
  2: { title: 'Service temporarily unavailable', status: 503 },
  4: { title: 'Application request limit reached', status: 429 },
  100: { title: 'Invalid parameter', status: 400 },
  190: { title: 'Error validating access token', status: 401 },
  200: { title: 'Permission denied', status: 403 },
  2200: { title: 'Callback verification failed', status: 400 },
  2500: { title: 'Unknown path components', status: 400 },
  130429: { title: 'Rate limit hit', status: 429 },
  131000: { title: 'Something went wrong', status: 500 },
  131008: { title: 'Required parameter is missing', status: 400 },
  131009: { title: 'Parameter value is not valid', status: 400 },
  131021: { title: 'Recipient cannot be sender', status: 400 },
  131026: { title: 'Message undeliverable', status: 400 },
  131030: { title: 'Recipient phone number not in allowed list', status: 400 },
  131047: { title: 'Re-engagement message', status: 400 },
  131051: { title: 'Unsupported message type', status: 400 },
  131053: { title: 'Media upload error', status: 400 },
  131056: { title: '(Business Account, Consumer Account) pair rate limit hit', status: 429 },
  131062: { title: 'Business-scoped user ids are not supported for this message', status: 400 },
  132000: { title: 'Number of parameters does not match the expected number of params', status: 400 },
  132001: { title: 'Template name does not exist in the translation', status: 404 },
  132005: { title: 'Translated text too long', status: 400 },
  132012: { title: 'Parameter format does not match format in the created template', status: 400 },
  132015: { title: 'Template is paused', status: 400 },
  132016: { title: 'Template is disabled', status: 400 },
  132018: { title: 'There is an issue with the parameters in your template', status: 400 },
} as const;

export type MetaCode = keyof typeof KNOWN;

/** The Graph API's refusal. */
export class GraphError extends Error {
  readonly code: MetaCode;
  readonly details: string | undefined;
  readonly subcode: number | undefined;
  readonly #status: number | undefined;

  /** `status` is for codes that come with several statuses. */
  constructor(code: MetaCode, details?: string, subcode?: number, status?: number) {
    super(`(#${code}) ${KNOWN[code].title}`);
    this.name = 'GraphError';
    this.code = code;
    this.details = details;
    this.subcode = subcode;
    this.#status = status;
  }

  get status(): number {
    return this.#status ?? KNOWN[this.code].status;
  }

  body(traceId: string): { readonly error: Readonly<Record<string, unknown>> } {
    const plain = [100, 190, 200, 2200, 2500].includes(this.code);
    return {
      error: {
        message: plain && this.details !== undefined ? spoken(this.code, this.details) : this.message,
        type: this.subcode === 33 ? 'GraphMethodException' : 'OAuthException',
        code: this.code,
        ...(this.subcode !== undefined && { error_subcode: this.subcode }),
        ...(!plain && this.details !== undefined && { error_data: { messaging_product: 'whatsapp', details: this.details } }),
        ...([2, 131000].includes(this.code) && { is_transient: true }),
        fbtrace_id: traceId,
      },
    };
  }
}

/** Errors of the Graph API itself explain the problem in `message`, those of WhatsApp in `error_data`. */
const spoken = (code: number, details: string): string => ([100, 200, 2200].includes(code) ? `(#${code}) ${details}` : details);

/** The same error in a failed status. */
export function asStatusError(code: MetaCode, details: string): Readonly<Record<string, unknown>> {
  const { title } = KNOWN[code];
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: '/documentation/business-messaging/whatsapp/support/error-codes',
  };
}

/** Meta's answer for a node that does not exist or belongs to somebody else. */
export const noSuchNode = (method: string, id: string): GraphError =>
  new GraphError(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    33,
  );
