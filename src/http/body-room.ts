/** Limits the memory of request bodies, in bytes. All requests of a server share it. */
export interface BodyRoom {
  /**
   * `giveUp` is called when the memory is needed for another body. It must release the body and dispose what `enter` returned.
   */
  enter(giveUp: () => void): BodyPlace;
  /** Bytes in use. */
  taken(): number;
}

export interface BodyPlace extends Disposable {
  /** Adds this many bytes to the body's share. */
  take(bytes: number): void;
  /** The body is complete. It keeps its memory until it is disposed, and can no longer be given up. */
  arrived(): void;
}

/**
 * Allows `most` bytes. When a body needs more, the one that has been read for longest is given up. Genuine webhooks arrive within
 * a moment, so slow clients lose their own bodies and cannot block others.
 */
export function bodyRoom(most: number): BodyRoom {
  /** Oldest first. */
  const reading = new Set<() => void>();
  let taken = 0;

  return {
    taken: () => taken,
    enter(giveUp) {
      let own = 0;
      reading.add(giveUp);
      return {
        take(bytes) {
          own += bytes;
          taken += bytes;
          while (taken > most) {
            const [oldest] = reading;
            if (!oldest) return;
            reading.delete(oldest);
            oldest();
          }
        },
        arrived: () => void reading.delete(giveUp),
        [Symbol.dispose]() {
          reading.delete(giveUp);
          taken -= own;
          own = 0;
        },
      };
    },
  };
}
