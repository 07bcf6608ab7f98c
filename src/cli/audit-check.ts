import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { WrongUse } from '#app/wrong-use.ts';
import { FAULTS } from '#core/audit/verify-verb.ts';
import { type Checked, verifyLines } from '#core/audit/verify-lines.ts';
import { Failed } from './endings.ts';

/** Checks a file of `audit export`, without the data that it came from. Ends with 1 if a chain is broken. */
export async function auditCheck(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const chains = await verifyLines(createInterface({ input })).catch((error: unknown) => {
    throw new WrongUse(
      error instanceof Error && 'code' in error
        ? `${file} cannot be read: ${String(error.code)}.`
        : `${file} has a line that is not of an export of the audit log.`,
    );
  });
  if (json) {
    const shown = [...chains].map(([scope, checked]) => ({ tenant: scope, ...checked }));
    process.stdout.write(`${JSON.stringify({ chains: shown }, null, 2)}\n`);
  } else {
    for (const [scope, checked] of chains) process.stdout.write(`${scope}: ${sentence(checked)}\n`);
    if (chains.size === 0) process.stdout.write('There are no entries.\n');
  }
  if ([...chains.values()].some(({ kind }) => kind === 'broken')) throw new Failed();
}

function sentence(checked: Checked): string {
  if (checked.kind === 'broken') return `the chain is BROKEN: entry ${checked.sequence} ${FAULTS[checked.fault]}.`;
  return `the chain is intact from entry ${checked.from} to ${checked.from + checked.entries - 1}, ends with ${checked.head}.`;
}
