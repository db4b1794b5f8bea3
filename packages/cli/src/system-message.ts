/** What the system says in an error, without code, call and path: `permission denied`. */
export function systemMessage(error: unknown): string {
  const { message } = error as Error;
  return /^[A-Z0-9]+: ([^,]+), /.exec(message)?.[1] ?? message;
}
