/** `1 message`, `2 messages`. */
export function howMany(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
