// For runtimes that import compiled modules.
import { Engagements } from 'hubspot-engagements';
import { tryOut } from './try-out.mjs';

const hubspot = await Engagements.connect(JSON.parse(process.argv[2]));
console.log(JSON.stringify([await tryOut(hubspot)]));
