/** Runs `body` and closes what it uses. A close that fails after an error has the same cause: the first is told. */
export async function closing<T>(
  used: { close(): Promise<void> },
  body: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await body();
  } catch (error) {
    await used.close().catch(() => {}); // as said above
    throw error;
  }
  await used.close();
  return result;
}
