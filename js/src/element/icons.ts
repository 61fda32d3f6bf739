/** Outlines in a square of 24 units, drawn with a stroke. */
const PATHS = {
  NOTE: 'M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 8.5h7M8.5 12h4',
  EMAIL: 'M3 6h18v12H3zM3.5 6.5 12 13l8.5-6.5',
  CALL: 'M6 3h3.5l1.5 5-2.2 1.6a12 12 0 0 0 5.6 5.6L16 13l5 1.500V18a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
  MEETING: 'M4 6h16v14H4zM4 10.500h16M8.5 3v5M15.5 3v5',
  TASK: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.300l2.8 2.700L16 9.5',
  OTHER: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2',
};

/** The groups that engagements fall into. */
export type Kind = keyof typeof PATHS;

/** An icon for the eyes only: words beside it say the same. */
export function icon(kind: Kind): SVGElement {
  const svg = svgElement('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', part: 'icon' });
  svg.append(svgElement('path', { d: PATHS[kind] }));
  return svg;
}

function svgElement(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
