import { hubspot } from './proxy.js';

const [contactForm, noteForm] = document.forms;
const status = document.querySelector('output');
const list = document.querySelector('ol');
let contactId;

contactForm.addEventListener('submit', (event) => {
  event.preventDefault();
  contactId = contactForm.elements.id.value;
  noteForm.hidden = false;
  report(show());
});

noteForm.addEventListener('submit', (event) => {
  event.preventDefault();
  report(addNote(noteForm.elements.body.value));
});

async function show() {
  const { items } = await hubspot.associated('CONTACT', contactId, { limit: 100 });
  list.replaceChildren(...items.reverse().map(row));
  status.value = `${items.length} engagements`;
}

async function addNote(body) {
  const engagement = { type: 'NOTE', timestamp: Date.now() };
  await hubspot.create({ engagement, associations: { contactIds: [contactId] }, metadata: { body } });
  noteForm.reset();
  await show();
}

async function report(work) {
  status.value = '…';
  try {
    await work;
  } catch (error) {
    status.value = error.message;
  }
}

function row({ engagement, metadata }) {
  const row = document.createElement('li');
  const when = new Date(engagement.timestamp).toLocaleString();
  row.textContent = `${engagement.type} · ${when} · ${text(metadata.body ?? metadata.subject ?? metadata.title)}`;
  return row;
}

/** Bodies are HTML that others wrote: only its text is shown. */
function text(html = '') {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent;
}
