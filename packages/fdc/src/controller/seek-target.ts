const LastCylinder = 255;

/**
 * The cylinder that is `pulses` away: inward while that is possible, since small numbers suit every
 * controller. Undefined when neither direction stays within 0 to 255: the chip must forget its place first.
 */
export function seekTarget(cylinder: number, pulses: number): number | undefined {
  if (cylinder >= pulses) return cylinder - pulses;
  const outward = cylinder + pulses;
  return outward <= LastCylinder ? outward : undefined;
}
