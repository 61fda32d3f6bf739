import { readConnection, writeConnection } from './connection.js';

const form = document.querySelector('form');
const known = await readConnection();
if (known) form.elements.baseUrl.value = known.baseUrl;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  await writeConnection(Object.fromEntries(new FormData(form)));
  form.elements.accessToken.value = '';
  form.querySelector('output').value = 'The token is set.';
});
