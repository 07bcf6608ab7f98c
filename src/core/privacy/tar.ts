const BLOCK = 512;

/** The header of one file in a tar archive (POSIX ustar). @throws RangeError if the name does not fit */
export function tarHeader(name: string, size: number, atMs: number): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  if (header.write(name, 0, 100) < Buffer.byteLength(name)) throw new RangeError('the name of a file in the archive is too long');
  const octal = (value: number, at: number, length: number) => header.write(value.toString(8).padStart(length - 1, '0'), at);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(atMs / 1_000), 136, 12);
  header.write('0', 156);
  header.write('ustar\u000000', 257, 'latin1');
  // The checksum is made as if its own field were blank.
  header.fill(' ', 148, 156);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  header[154] = 0;
  return header;
}

/** Fills the last block of a file. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Two empty blocks. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);
