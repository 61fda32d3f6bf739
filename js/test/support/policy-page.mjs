// The script of a page under a policy: it calls the service that the address names and tells what came of it.
const violations = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
  violations.push(violatedDirective),
);

async function outcome() {
  const { Engagements } = await import('../../dist/index.js');
  const hubspot = await Engagements.connect(JSON.parse(decodeURIComponent(location.hash.slice(1))));
  const { length } = await hubspot.list({ limit: 3 });
  return { length, violations };
}

console.log(JSON.stringify(await outcome().catch((error) => ({ error: String(error), violations }))));
