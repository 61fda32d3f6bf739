// Loaded only where the browser has no sanitiser of its own.
import DOMPurify from 'dompurify';
import { ATTRIBUTES, TAGS } from './sanitize.js';

/** HTML with nothing in it but the elements and attributes that are kept. */
export function purified(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
