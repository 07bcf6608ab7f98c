/** Text that this browser keeps. Without room or permission it keeps nothing, which is no reason to fail. */
export const kept = {
  read(name: string): string {
    try {
      return localStorage.getItem(name) ?? '';
    } catch {
      return '';
    }
  },
  write(name: string, text: string): void {
    try {
      if (text === '') localStorage.removeItem(name);
      else localStorage.setItem(name, text);
    } catch {
      return;
    }
  },
};
