/** Some axes in a row, and the name of their flat number, a u32. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
  readonly flat: string;
}

/** Statements that take a flat number apart into coordinates, the last axis fastest. */
export function coordinateTexts({ from, to, flat }: AxisRange): string[] {
  if (to - from === 0) return [];
  if (to - from === 1) return [`let global${from} = i32(${flat});`];
  const lines: string[] = [];
  let rest = flat;
  for (let axis = to - 1; axis > from; axis--) {
    lines.push(`let global${axis} = i32(${rest} % u32(p.n${axis}));`);
    const next = `rest_${axis}`;
    lines.push(`let ${next} = ${rest} / u32(p.n${axis});`);
    rest = next;
  }
  lines.push(`let global${from} = i32(${rest});`);
  return lines;
}
