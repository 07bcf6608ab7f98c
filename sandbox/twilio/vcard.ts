/** A shared contact in WhatsApp's form. Several contacts follow each other in one file. */
export function vcard(contacts: readonly { readonly name: string; readonly phone: string }[]): string {
  return contacts
    .map(({ name, phone }) => {
      const plain = escaped(name);
      const waid = phone.replace(/\D/g, '');
      return `BEGIN:VCARD\r\nVERSION:3.0\r\nN:;${plain};;;\r\nFN:${plain}\r\nTEL;type=CELL;waid=${waid}:${escaped(phone)}\r\nEND:VCARD\r\n`;
    })
    .join('');
}

const escaped = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n');
