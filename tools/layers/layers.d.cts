export interface Layer {
  /** Folder under packages/. */
  name: string;
  /** Node code everywhere, not only behind the /node subpath. */
  node?: boolean;
  /** Folders under packages/ that it may import, all of them rows above it. */
  mayImport: readonly string[];
  /** What to do instead of importing more. */
  instead: string;
}
export const layers: readonly Layer[];
