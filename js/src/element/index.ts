// Importing this defines the element `<hubspot-engagement-timeline>`.
import { HubspotEngagementTimeline } from './timeline.js';

export type { SignalOption, TimelineClient, TimelineEngagement, TimelinePage } from './client.js';
export type { Strings } from './strings.js';
export { HubspotEngagementTimeline, type TimelineErrorDetail, type TimelineEventDetail } from './timeline.js';

const NAME = 'hubspot-engagement-timeline';

// Where pages are rendered on a server there are no elements.
if (globalThis.customElements && !customElements.get(NAME))
  customElements.define(NAME, HubspotEngagementTimeline);

declare global {
  interface HTMLElementTagNameMap {
    'hubspot-engagement-timeline': HubspotEngagementTimeline;
  }
}
