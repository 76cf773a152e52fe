import { parseArgs } from 'node:util';
import { thisMachine } from './machine.ts';
import { storeRows } from './store-rows.ts';
import { table } from './table.ts';
import { throughputRows } from './throughput-rows.ts';

/** The benchmark of docs/performance.md. It measures and does not judge: a missed target is no failure. */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const rows = [...(await throughputRows(values.quick)), ...(await storeRows(values.quick))];
const machine = thisMachine();
process.stdout.write(values.json ? `${JSON.stringify({ machine, rows }, null, 2)}\n` : table(rows, machine));
