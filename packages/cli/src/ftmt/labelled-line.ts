/** `label                = value`: the label in 20 columns, as all lines of `ftmt` have it. */
export function labelled(label: string, value: string | number): string {
  return `${label.padEnd(20)} = ${value}\n`;
}
