// Calls a function of static/ for Python: {module, function, calls: [[argument]], first: [argument]} in, the results
// out, as JSON.

import {readFileSync} from 'node:fs';

const {module, function: name, calls, first} = JSON.parse(readFileSync(0, 'utf8'));
const imported = await import(new URL(`../../static/${module}`, import.meta.url));
process.stdout.write(JSON.stringify(calls.map(args => imported[name](...first, ...args))));
