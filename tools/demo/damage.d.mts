/** Declarations for the tests that damage images as the demonstration does. */
export function damageImage(
  image: string,
  options: { seed: number; firstSegment: number; lastSegment: number },
): { damagedSegments: number; unreadableSectors: number; silentSectors: number };
