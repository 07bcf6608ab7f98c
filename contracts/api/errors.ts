import { z } from 'zod';

const stored = {
  status: 503,
  says: 'The store cannot be read or written at present. Send it again. A call that changes something may have been done: repeat it with the same `Idempotency-Key`.',
};

/** Every code that an answer of the API can carry, with its status. Codes stay the same; `detail` may change. */
export const errors = {
  bad_query: { status: 400, says: 'A query parameter is missing, unknown or wrong. `field` names it.' },
  bad_json: { status: 400, says: 'The body is not JSON.' },
  bad_body: { status: 400, says: 'A field of the body is missing, unknown or wrong. `field` names it.' },
  bad_idempotency_key: { status: 400, says: 'The `Idempotency-Key` is not 1 to 200 visible ASCII characters.' },
  broken_body: { status: 400, says: 'The body ended before its announced length.' },
  signed_out: { status: 401, says: 'Nobody is signed in, or the session or the key has ended.' },
  wrong_credentials: { status: 401, says: 'The e-mail address or the password is wrong.' },
  code_needed: { status: 401, says: 'The password is right. A code of the second factor is needed as well.' },
  wrong_code: { status: 401, says: 'The code is wrong, or was used already.' },
  forbidden: { status: 403, says: 'The role, or the key, does not have the permission that the route names.' },
  above_own_role: { status: 403, says: 'A role above your own cannot be given, changed or taken away.' },
  bad_request: { status: 400, says: 'The bytes are not an HTTP request.' },
  head_too_large: { status: 431, says: 'The address and the headers have more than 16 kB together.' },
  too_slow: { status: 408, says: 'The request did not arrive in time.' },
  foreign_host: { status: 403, says: 'The request names another host than that of the pages.' },
  foreign_origin: { status: 403, says: 'The request comes from a page of another site.' },
  not_yours: { status: 403, says: 'Somebody else wrote it, so only they can delete it.' },
  not_found: { status: 404, says: 'It does not exist, or it belongs to another tenant: the two look the same.' },
  no_link: { status: 404, says: 'The link never was, is too old, or was used already.' },
  last_owner: { status: 409, says: 'A business keeps at least one owner. Make somebody else an owner first.' },
  upcoming_bookings: { status: 409, says: 'The contact has upcoming bookings. Cancel them first.' },
  shortcut_taken: { status: 409, says: 'Another canned reply has this shortcut.' },
  too_large: { status: 413, says: 'The body is too large.' },
  not_json: { status: 415, says: 'The content type of the body is not `application/json`.' },
  id_taken: { status: 409, says: 'Another tenant has this id. Choose another, or leave it out.' },
  in_use: { status: 409, says: 'Something refers to it. `detail` says what.' },
  number_in_use: { status: 409, says: 'Another business of this Deskbell has connected this number.' },
  business_account_in_use: {
    status: 409,
    says: 'Another business of this Deskbell has a number of this business account, and all its numbers share one webhook URL.',
  },
  version_changed: { status: 412, says: 'Somebody has changed it since you read it. Read it again and repeat your change.' },
  unknown_channel: { status: 422, says: 'There is no such channel. The list of channels names them.' },
  bad_credentials: { status: 422, says: 'A credential is missing, unknown or has the wrong form. `field` names it.' },
  provider_refuses: {
    status: 422,
    says: 'The provider refuses the credentials, the number or the request. `detail` says why and what to do.',
  },
  choose_a_number: { status: 422, says: 'These credentials see no such number, or several. Choose one of the list of numbers.' },
  number_not_ready: { status: 422, says: 'The number cannot be used yet. `detail` says what its owner must do at the provider.' },
  webhook_not_confirmed: {
    status: 422,
    says: 'The number is stored, but the provider does not send its messages here yet. `detail` says why. Send the request again.',
  },
  no_public_url: {
    status: 422,
    says: 'Providers cannot reach this server. The operator sets `DESKBELL_PUBLIC_URL` to its https:// address.',
  },
  zone_in_use: { status: 422, says: 'There are bookings, and their days are those of the time zone. Move or cancel them first.' },
  no_such_staff: { status: 422, says: 'A staff member that the service names does not exist. `field` names it.' },
  no_such_pack: { status: 422, says: 'There is no such starter pack. The list of starter packs names them.' },
  too_many_items: { status: 422, says: 'A business can have 200 services and 200 staff members.' },
  number_missing: { status: 422, says: 'The business has no number yet. Connect one first.' },
  version_missing: { status: 428, says: 'Send `If-Match` with the `ETag` of what you read.' },
  in_the_past: { status: 422, says: 'The time must be in the future.' },
  too_many_labels: { status: 422, says: 'A conversation can have 20 labels. Remove one first.' },
  window_closed: {
    status: 422,
    says: "The 24-hour window is closed: WhatsApp allows a free text only within 24 hours of the customer's last message. Wait until the customer writes.",
  },
  unknown_message: { status: 422, says: 'The message that it refers to is not one of this conversation, or was not sent.' },
  unsupported: { status: 422, says: "The number's provider cannot send this kind of message." },
  text_too_long: { status: 422, says: "The number's provider does not take a text of this length." },
  too_late: { status: 422, says: 'The message does not wait any more: it was sent, or will not be.' },
  idempotency_mismatch: { status: 422, says: 'The `Idempotency-Key` was used for another request. Use a new one.' },
  bad_password: { status: 422, says: 'The new password cannot be used. `detail` says why.' },
  bad_passkey: { status: 422, says: 'The passkey does not answer what was asked, or there are 20 already.' },
  slow_down: { status: 429, says: 'Too many attempts. Try again after `Retry-After` seconds.' },
  provider_unreachable: { status: 502, says: 'The provider does not answer, or not clearly. Try again.' },
  provider_busy: { status: 503, says: 'The provider allows no more requests for now. Try again after `Retry-After` seconds.' },
  unexpected: { status: 500, says: 'A fault of the server. Its log names it.' },
  busy: { status: 503, says: 'Too many bodies arrive at once. Try again after `Retry-After` seconds.' },
  store_unavailable: stored,
  store_contended: stored,
  store_full: stored,
  store_read_only: stored,
  store_damaged: stored,
  store_gone: stored,
  store_newer: stored,
  store_too_large: stored,
} as const satisfies Readonly<Record<string, { readonly status: number; readonly says: string }>>;
export type ErrorCode = keyof typeof errors;

/** An error, as RFC 9457 has it: `application/problem+json`. */
export const problem = z
  .object({
    type: z.literal('about:blank'),
    status: z.int(),
    code: z.string().describe('Stable. Decide on this.'),
    detail: z.string().describe('What to do, for people.'),
    field: z.string().optional().describe('The query parameter or the field of the body that is wrong.'),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused, and what to do.' });
