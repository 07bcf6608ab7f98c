/** Refusals in the words of Twilio's REST API. https://www.twilio.com/docs/errors has a page for each code. */
export interface Refusal {
  readonly code: number;
  readonly status: number;
  readonly message: string;
}

const refuse = (status: number, code: number, message: string): Refusal => ({ status, code, message });

export const unauthorized = refuse(401, 20003, 'Authenticate');
export const tooManyRequests = refuse(429, 20429, 'Too Many Requests');
export const serverError = refuse(500, 20500, 'An internal server error has occurred');

export const toRequired = refuse(400, 21604, "A 'To' phone number is required.");
export const toInvalid = refuse(400, 21211, "The 'To' number is not a valid phone number.");
export const fromRequired = refuse(400, 21603, "A 'From' phone number is required.");
export const bodyRequired = refuse(400, 21602, 'Message body is required.');
export const bodyTooLong = refuse(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
export const fromUnknown = refuse(400, 63007, "Twilio could not find a Channel with the specified 'From' address");
export const channelsDiffer = refuse(400, 30016, "'To' and 'From' channel types are incompatible");
export const sameAddress = refuse(400, 63031, "Channels message cannot have same 'From' and 'To'");
export const optedOut = refuse(400, 21610, 'Attempt to send to unsubscribed recipient');
export const queueFull = refuse(429, 21611, "This 'From' number has exceeded the maximum number of queued messages");
export const callbackInvalid = refuse(400, 21609, "Invalid 'StatusCallback'");
export const mediaInvalid = refuse(400, 21620, 'Invalid media URL(s)');
export const tooManyMedia = refuse(400, 21623, 'Number of media files exceeds allowed limit');
export const serviceUnknown = refuse(400, 21701, 'The Messaging Service does not exist');
export const contentRequired = refuse(400, 21654, 'ContentSid Required');
export const contentInvalid = refuse(400, 21655, 'The ContentSid is Invalid');
export const variablesInvalid = refuse(400, 21656, 'The ContentVariables Parameter is invalid');

export const typesRequired = refuse(400, 92001, "'Types' Parameter Required");
export const tooManyVariables = refuse(400, 92002, "The 'variables' parameter exceeds the allowed limit");

export function notFound(path: string): Refusal {
  return refuse(404, 20404, `The requested resource ${path} was not found`);
}

/** Names the field that exceeds its limit. */
export function tooLong(field: string, limit: number): Refusal {
  return refuse(400, 21658, `Parameter exceeded character limit: ${field} has at most ${limit} characters`);
}

/** Refusals for which Twilio documents no code of their own. */
export function invalidParameter(reason: string): Refusal {
  return refuse(400, 20422, `Invalid Parameter: ${reason}`);
}

export function refusalBody({ code, status, message }: Refusal): Record<string, unknown> {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

/** Errors after Twilio accepted the message, reported by status callback and on the Message resource. */
export interface SendError {
  readonly status: 'failed' | 'undelivered';
  readonly code: number;
  readonly message: string;
}

/** 63016 is asynchronous: its page says that the message "failed to be delivered", and Twilio creates the Message first. */
export const outsideWindow: SendError = {
  status: 'undelivered',
  code: 63016,
  message:
    'Failed to send freeform message because you are outside the allowed window. If you are using WhatsApp, please use a Message Template.',
};
export const recipientUnknown: SendError = { status: 'undelivered', code: 63024, message: 'Invalid message recipient' };
export const queueOverflow: SendError = { status: 'failed', code: 30001, message: 'Queue overflow' };
export const validityExpired: SendError = { status: 'failed', code: 30036, message: 'Validity Period Expired' };
export const channelContent: SendError = { status: 'undelivered', code: 63021, message: 'Channel invalid content error' };
