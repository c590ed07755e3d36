/** Between these, squares neither overflow nor lose digits. */
const [LEAST, MOST] = [2 ** -480, 2 ** 480];

/** The length of (x, y). `Math.hypot` takes many times as long, and only very small or large lengths need its care. */
export function lengthOfPair(x: number, y: number): number {
  const length = Math.sqrt(x * x + y * y);
  return length > LEAST && length < MOST ? length : Math.hypot(x, y);
}
