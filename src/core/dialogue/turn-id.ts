import type { TurnCause } from '#contracts/records/dialogue.ts';

/** Each cause has one turn. The id begins as its cause's does, so turns of one time stand together in an index. */
export function turnIdOf(cause: TurnCause): string {
  switch (cause.kind) {
    case 'message':
      return `${cause.messageId}:message`;
    case 'event':
      return `${cause.eventId}:event`;
    case 'time':
      return `${cause.entryId}:${cause.dueAt}:time`;
  }
}
