/** Orders as a CSV file, for the demonstration: always the same, some of them wrong. */

const countries = ['AT', 'BR', 'CH', 'DE', 'ES', 'FR', 'GB', 'IT', 'JP', 'US'];
const products = ['"Chair, oak"', 'Desk', '"Lamp ""Aurora"""', 'Shelf', 'Table'];

/** A generator of numbers below `limit`; the same ones every time (Numerical Recipes' constants). */
function makeRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function row(id: number, random: (limit: number) => number): string {
  const day = `2026-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`;
  const price = (random(100_000) / 100).toFixed(2);
  const cells = [id, day, countries[random(countries.length)], products[random(products.length)], 1 + random(9), price];
  // One in a few dozen rows is wrong, as in files from outside.
  if (random(40) === 0) cells[[1, 2, 4, 5][random(4)] as number] = '?';
  return cells.join(',');
}

/** The header and `count` rows. */
export function writeOrders(count: number): { readonly header: string; readonly rows: readonly string[] } {
  const random = makeRandom(42);
  const rows = Array.from({ length: count }, (_, index) => row(index + 1, random));
  return { header: 'id,date,country,product,quantity,price', rows };
}
