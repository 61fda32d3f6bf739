import './package/dist/element/index.js';
import { hubspot } from './proxy.js';

const timeline = document.querySelector('hubspot-engagement-timeline');
timeline.client = hubspot;

document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  timeline.recordId = event.target.elements.id.value;
});
