// A contact's engagements, newest first, and a form that adds a note.
import { AmbiguousCreateError, note } from '../../js/dist/index.js';

const TYPES = {
  NOTE: 'Note',
  EMAIL: 'E-mail',
  INCOMING_EMAIL: 'E-mail in',
  TASK: 'Task',
  MEETING: 'Meeting',
  CALL: 'Call',
};

/** Fills an element and keeps it up to date with what is added here. */
export async function showTimeline(element, hubspot, contactId) {
  element.innerHTML = `
    <form><textarea name="body" rows="2" aria-label="Note" placeholder="Write a note" required></textarea>
    <p class="buttons"><button type="submit" class="primary">Add note</button></p></form>
    <p role="status"></p><ol></ol>`;
  const [form, status, list] = ['form', '[role=status]', 'ol'].map((name) => element.querySelector(name));

  const show = async () => {
    status.textContent = 'Loading …';
    const engagements = [];
    for await (const one of hubspot.associated('CONTACT', contactId)) engagements.push(one);
    engagements.sort((a, b) => b.engagement.timestamp - a.engagement.timestamp);
    list.replaceChildren(...engagements.map(row));
    status.textContent = `${engagements.length} engagements`;
  };
  const add = async () => {
    status.textContent = 'Sending …';
    const made = note({ body: form.elements.body.value, contactIds: [contactId], timestamp: new Date() });
    await hubspot.create(made).catch((error) => settle(hubspot, error));
    form.reset();
    await show();
  };
  const report = (work) => work().catch((error) => (status.textContent = error.message));

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    report(add);
  });
  await report(show);
}

/** No answer came: the note may be there all the same, and must not be made a second time. */
async function settle(hubspot, error) {
  if (!(error instanceof AmbiguousCreateError)) throw error;
  const { outcome } = await hubspot.reconcile(error.ticket, { waitMs: 5000 });
  if (outcome !== 'created') throw error;
}

function row({ engagement, metadata }) {
  const row = document.createElement('li');
  const [badge, when, what] = ['span', 'time', 'p'].map((name) =>
    row.appendChild(document.createElement(name)),
  );
  badge.className = `badge ${engagement.type}`;
  badge.textContent = TYPES[engagement.type] ?? engagement.type;
  when.dateTime = new Date(engagement.timestamp).toISOString();
  when.textContent = new Date(engagement.timestamp).toLocaleString([], {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  what.textContent = text(metadata.subject ?? metadata.title ?? metadata.body);
  return row;
}

/** Bodies are HTML that others wrote: only its text is shown. */
function text(html = '') {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent;
}
