export declare const square: (x: number) => number;
export declare function spin(rounds: number): number;
export declare const touch: (argument: { array: Float64Array; index: number }) => number;
export declare function produce(length: number): Float64Array;
export declare function nap(ms: number): number;
