/** Memory for request bodies, in bytes, shared by all requests of a server. */
export interface BodyRoom {
  /** `giveUp` is called when the memory is needed elsewhere: it must let go of the body and dispose what `enter` returned. */
  enter(giveUp: () => void): BodyPlace;
  /** Bytes that are taken at present. */
  taken(): number;
}

export interface BodyPlace extends Disposable {
  /** So many bytes more are held. */
  take(bytes: number): void;
  /** All of it has come: it keeps its memory until it is disposed, and is not given up any more. */
  arrived(): void;
}

/**
 * At most `most` bytes. When a body needs more, the one that has been arriving for longest is given up: a genuine webhook is here
 * within a moment, and a client that holds many bodies open loses those. So slow clients cannot keep others out.
 */
export function bodyRoom(most: number): BodyRoom {
  /** Oldest first. */
  const arriving = new Set<() => void>();
  let taken = 0;

  return {
    taken: () => taken,
    enter(giveUp) {
      let own = 0;
      arriving.add(giveUp);
      return {
        take(bytes) {
          own += bytes;
          taken += bytes;
          while (taken > most) {
            const [oldest] = arriving;
            if (!oldest) return;
            arriving.delete(oldest);
            oldest();
          }
        },
        arrived: () => void arriving.delete(giveUp),
        [Symbol.dispose]() {
          arriving.delete(giveUp);
          taken -= own;
          own = 0;
        },
      };
    },
  };
}
