import type { BenchRow } from './row.ts';

/** The rows as text: what was measured, its floor, and whether the bar is met. */
export function table(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [
    verdict(row),
    `${row.value} ${row.unit}`,
    row.floor === undefined ? '' : `${row.floor} ${row.unit}`,
    row.ratio === undefined ? '' : `${row.ratio} ×`,
    row.bar ?? '',
    row.floorName === undefined ? row.name : `${row.name}; floor: ${row.floorName}`,
  ]);
  const lines = [['', 'value', 'floor', 'ratio', 'bar', 'what'], ...cells];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function verdict({ ok }: BenchRow): string {
  if (ok === undefined) return '';
  return ok ? 'ok' : 'MISSED';
}
