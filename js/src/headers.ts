/** A response's headers by their names in lower case, of names and values in turn. */
export function byName(headers: readonly string[]): Record<string, string> {
  const named: Record<string, string> = Object.create(null);
  for (let index = 0; index < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    const key = name.toLowerCase();
    named[key] = key in named ? `${named[key]}, ${value}` : value;
  }
  return named;
}
