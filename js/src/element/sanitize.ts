/** What of others' HTML is kept: text, its structure, and links. */
export const TAGS =
  `a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small
  span strong sub sup table tbody td tfoot th thead tr u ul`.split(/\s+/);
export const ATTRIBUTES = ['href', 'colspan', 'rowspan', 'dir', 'lang'];
/** What nobody reads in place: it goes with all that is in it, while of other elements the contents stay. */
const UNREAD =
  `audio body embed head html iframe math noembed noframes noscript object plaintext script style svg
  template title video xmp`.split(/\s+/);
const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];

/** The platform's sanitiser, which TypeScript does not know yet: https://wicg.github.io/sanitizer-api/ */
interface SanitizingElement extends Element {
  setHTML(html: string, options: { sanitizer: object }): void;
}
declare const Sanitizer: new (configuration: object) => object;

let sanitize: ((html: string) => DocumentFragment) | undefined;

/** Loads what {@link sanitized} needs: nothing where the browser has a sanitiser of its own, else DOMPurify. */
export async function prepareSanitizer(): Promise<void> {
  if (sanitize) return;
  sanitize = isBuiltIn() ? byBrowser : (await import('./purify.js')).purified;
}

/** Others' HTML without what acts, loads or styles, its links opening elsewhere; nothing before it is prepared. */
export function sanitized(html: string): DocumentFragment {
  const fragment = sanitize?.(html) ?? document.createDocumentFragment();
  for (const link of fragment.querySelectorAll('a')) {
    if (!leadsElsewhere(link.getAttribute('href'))) link.removeAttribute('href');
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  return fragment;
}

/** Plain text as HTML. */
export function escaped(text: string): string {
  const safe = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return safe.replace(/\r?\n/g, '<br>');
}

/** Chromium had another sanitiser by this name before. */
function isBuiltIn(): boolean {
  return 'setHTML' in Element.prototype && 'removeUnsafe' in (globalThis.Sanitizer?.prototype ?? {});
}

function byBrowser(html: string): DocumentFragment {
  // A document of its own loads nothing, whatever the order in which a browser parses and sanitises.
  const { body } = document.implementation.createHTMLDocument('');
  const sanitizer = new Sanitizer({
    elements: TAGS,
    replaceWithChildrenElements: otherNames(html),
    attributes: ATTRIBUTES,
    comments: false,
    dataAttributes: false,
  });
  (body as unknown as SanitizingElement).setHTML(html, { sanitizer });
  const fragment = document.createDocumentFragment();
  fragment.append(...body.childNodes);
  return fragment;
}

/** The elements that there may be beside those that are kept or dropped: a start tag is `<`, a letter, and so on. */
function otherNames(html: string): string[] {
  const names = new Set([...html.matchAll(/<([a-z][^\s/>]*)/gi)].map(([, name = '']) => name.toLowerCase()));
  for (const name of [...TAGS, ...UNREAD]) names.delete(name);
  return [...names];
}

function leadsElsewhere(address: string | null): boolean {
  try {
    return SCHEMES.includes(new URL(address ?? '').protocol);
  } catch {
    return false;
  }
}
