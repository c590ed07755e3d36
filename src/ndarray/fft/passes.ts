/**
 * Butterflies. A pass of radix r reads element i of part j of group k at `i + step * (j + r * k)` and writes it to
 * `i + step * (k + groups * j)`, so that the result ends in order without a bit reversal.
 *
 * *Source*: the self-sorting form is Stockham's (Cochran and others, "What is the fast Fourier transform?", Proc. IEEE 55, 1967); the radix-3
 * and radix-5 butterflies are those of C. Temperton, "Self-sorting mixed-radix fast Fourier transforms" (J. Comput. Phys. 52, 1983).
 */

/** One pass: what it reads, where it writes, its twiddle factors. Arrays hold pairs (re, im). */
export interface Pass {
  readonly radix: number;
  /** Elements next to each other that are treated alike. */
  readonly step: number;
  readonly groups: number;
  /** exp(-2 pi i j i' groups / n) at pair `(j - 1) * step + i'`. */
  readonly twiddles: Float64Array;
  /** exp(-2 pi i j / radix), for the general butterfly. */
  readonly roots: Float64Array;
}

const SIN_60 = 0.8660254037844386;
const COS_72 = 0.30901699437494745;
const SIN_72 = 0.9510565162951535;
const COS_144 = -0.8090169943749475;
const SIN_144 = 0.5877852522924731;

function pass2({ step, groups, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const half = 2 * step * groups;
  for (let k = 0; k < groups; k++) {
    for (let i = 0; i < step; i++) {
      const at = 2 * (i + step * 2 * k);
      const other = at + 2 * step;
      const out = 2 * (i + step * k);
      const re = from[at]! - from[other]!;
      const im = from[at + 1]! - from[other + 1]!;
      to[out] = from[at]! + from[other]!;
      to[out + 1] = from[at + 1]! + from[other + 1]!;
      const wr = twiddles[2 * i]!;
      const wi = twiddles[2 * i + 1]!;
      to[out + half] = i === 0 ? re : re * wr - im * wi;
      to[out + half + 1] = i === 0 ? im : re * wi + im * wr;
    }
  }
}

/** Writes a value times a twiddle factor; the first factor of each part is 1 and must not make NaN of an infinity. */
function put(
  to: Float64Array,
  place: { out: number; i: number; w: number; twiddles: Float64Array },
  value: { re: number; im: number },
): void {
  const { out, i, w, twiddles } = place;
  const wr = twiddles[w]!;
  const wi = twiddles[w + 1]!;
  to[out] = i === 0 ? value.re : value.re * wr - value.im * wi;
  to[out + 1] = i === 0 ? value.im : value.re * wi + value.im * wr;
}

function pass3({ step, groups, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const part = 2 * step * groups;
  for (let k = 0; k < groups; k++) {
    for (let i = 0; i < step; i++) {
      const at = 2 * (i + step * 3 * k);
      const b = at + 2 * step;
      const c = b + 2 * step;
      const out = 2 * (i + step * k);
      const sumRe = from[b]! + from[c]!;
      const sumIm = from[b + 1]! + from[c + 1]!;
      const turnRe = SIN_60 * (from[b + 1]! - from[c + 1]!);
      const turnIm = -SIN_60 * (from[b]! - from[c]!);
      const midRe = from[at]! - 0.5 * sumRe;
      const midIm = from[at + 1]! - 0.5 * sumIm;
      to[out] = from[at]! + sumRe;
      to[out + 1] = from[at + 1]! + sumIm;
      put(to, { out: out + part, i, w: 2 * i, twiddles }, { re: midRe + turnRe, im: midIm + turnIm });
      put(to, { out: out + 2 * part, i, w: 2 * (i + step), twiddles }, { re: midRe - turnRe, im: midIm - turnIm });
    }
  }
}

function pass4({ step, groups, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const part = 2 * step * groups;
  for (let k = 0; k < groups; k++) {
    for (let i = 0; i < step; i++) {
      const a = 2 * (i + step * 4 * k);
      const b = a + 2 * step;
      const c = b + 2 * step;
      const d = c + 2 * step;
      const out = 2 * (i + step * k);
      const acRe = from[a]! + from[c]!;
      const acIm = from[a + 1]! + from[c + 1]!;
      const acLessRe = from[a]! - from[c]!;
      const acLessIm = from[a + 1]! - from[c + 1]!;
      const bdRe = from[b]! + from[d]!;
      const bdIm = from[b + 1]! + from[d + 1]!;
      // (b - d) times -i.
      const turnRe = from[b + 1]! - from[d + 1]!;
      const turnIm = from[d]! - from[b]!;
      to[out] = acRe + bdRe;
      to[out + 1] = acIm + bdIm;
      put(to, { out: out + part, i, w: 2 * i, twiddles }, { re: acLessRe + turnRe, im: acLessIm + turnIm });
      put(to, { out: out + 2 * part, i, w: 2 * (i + step), twiddles }, { re: acRe - bdRe, im: acIm - bdIm });
      put(
        to,
        { out: out + 3 * part, i, w: 2 * (i + 2 * step), twiddles },
        { re: acLessRe - turnRe, im: acLessIm - turnIm },
      );
    }
  }
}

function pass5({ step, groups, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const part = 2 * step * groups;
  for (let k = 0; k < groups; k++) {
    for (let i = 0; i < step; i++) {
      const a = 2 * (i + step * 5 * k);
      const b = a + 2 * step;
      const c = b + 2 * step;
      const d = c + 2 * step;
      const e = d + 2 * step;
      const out = 2 * (i + step * k);
      const beRe = from[b]! + from[e]!;
      const beIm = from[b + 1]! + from[e + 1]!;
      const cdRe = from[c]! + from[d]!;
      const cdIm = from[c + 1]! + from[d + 1]!;
      const beLessRe = from[b]! - from[e]!;
      const beLessIm = from[b + 1]! - from[e + 1]!;
      const cdLessRe = from[c]! - from[d]!;
      const cdLessIm = from[c + 1]! - from[d + 1]!;
      const oneRe = from[a]! + COS_72 * beRe + COS_144 * cdRe;
      const oneIm = from[a + 1]! + COS_72 * beIm + COS_144 * cdIm;
      const twoRe = from[a]! + COS_144 * beRe + COS_72 * cdRe;
      const twoIm = from[a + 1]! + COS_144 * beIm + COS_72 * cdIm;
      const turnOneRe = SIN_72 * beLessIm + SIN_144 * cdLessIm;
      const turnOneIm = -(SIN_72 * beLessRe + SIN_144 * cdLessRe);
      const turnTwoRe = SIN_144 * beLessIm - SIN_72 * cdLessIm;
      const turnTwoIm = -(SIN_144 * beLessRe - SIN_72 * cdLessRe);
      to[out] = from[a]! + beRe + cdRe;
      to[out + 1] = from[a + 1]! + beIm + cdIm;
      put(to, { out: out + part, i, w: 2 * i, twiddles }, { re: oneRe + turnOneRe, im: oneIm + turnOneIm });
      put(
        to,
        { out: out + 2 * part, i, w: 2 * (i + step), twiddles },
        { re: twoRe + turnTwoRe, im: twoIm + turnTwoIm },
      );
      put(
        to,
        { out: out + 3 * part, i, w: 2 * (i + 2 * step), twiddles },
        { re: twoRe - turnTwoRe, im: twoIm - turnTwoIm },
      );
      put(
        to,
        { out: out + 4 * part, i, w: 2 * (i + 3 * step), twiddles },
        { re: oneRe - turnOneRe, im: oneIm - turnOneIm },
      );
    }
  }
}

/** Any odd radix: sums and differences of the pairs j and r - j halve the square. */
function passAny(pass: Pass, from: Float64Array, to: Float64Array): void {
  const { radix, step, groups, twiddles, roots } = pass;
  const part = 2 * step * groups;
  const pairs = (radix - 1) / 2;
  const sums = new Float64Array(4 * (pairs + 1));
  for (let k = 0; k < groups; k++) {
    for (let i = 0; i < step; i++) {
      const a = 2 * (i + step * radix * k);
      const out = 2 * (i + step * k);
      let totalRe = from[a]!;
      let totalIm = from[a + 1]!;
      for (let j = 1; j <= pairs; j++) {
        const b = a + 2 * step * j;
        const c = a + 2 * step * (radix - j);
        sums[4 * j] = from[b]! + from[c]!;
        sums[4 * j + 1] = from[b + 1]! + from[c + 1]!;
        sums[4 * j + 2] = from[b]! - from[c]!;
        sums[4 * j + 3] = from[b + 1]! - from[c + 1]!;
        totalRe += sums[4 * j]!;
        totalIm += sums[4 * j + 1]!;
      }
      to[out] = totalRe;
      to[out + 1] = totalIm;
      for (let m = 1; m <= pairs; m++) {
        let midRe = from[a]!;
        let midIm = from[a + 1]!;
        let turnRe = 0;
        let turnIm = 0;
        for (let j = 1, root = m; j <= pairs; j++, root = (root + m) % radix) {
          const cos = roots[2 * root]!;
          const sin = roots[2 * root + 1]!;
          midRe += cos * sums[4 * j]!;
          midIm += cos * sums[4 * j + 1]!;
          turnRe -= sin * sums[4 * j + 3]!;
          turnIm += sin * sums[4 * j + 2]!;
        }
        put(
          to,
          { out: out + m * part, i, w: 2 * (i + (m - 1) * step), twiddles },
          { re: midRe + turnRe, im: midIm + turnIm },
        );
        put(
          to,
          { out: out + (radix - m) * part, i, w: 2 * (i + (radix - m - 1) * step), twiddles },
          { re: midRe - turnRe, im: midIm - turnIm },
        );
      }
    }
  }
}

const kernels: { readonly [radix: number]: typeof pass2 } = { 2: pass2, 3: pass3, 4: pass4, 5: pass5 };

/** Runs a pass. */
export const runPass = (pass: Pass, from: Float64Array, to: Float64Array): void =>
  (kernels[pass.radix] ?? passAny)(pass, from, to);
