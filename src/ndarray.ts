/**
 * Arrays: NumPy's words over all cores. `import * as np from 'manycore/ndarray'`.
 *
 * @module
 */

import './backends/register-array-kernels.ts';
import './ndarray/install/items.ts';
import './ndarray/install/math.ts';
import './ndarray/install/order.ts';
import './ndarray/install/parts.ts';
import './ndarray/install/pick.ts';
import './ndarray/install/shape.ts';

export { arriveArray, arriveBitGenerator, arriveGenerator } from './ndarray/install/travel.ts';

export { NDArray, isNDArray } from './ndarray/array/array.ts';
export type { ArrayFlags } from './ndarray/array/array.ts';
export type { InputOf, PlainInput } from './ndarray/array/as-array.ts';
export type { Axes } from './ndarray/array/axes.ts';
export type { ArrayInput, InputList } from './ndarray/array/input.ts';
export type { ItemOf, NestedList, OutputOptions } from './ndarray/array/methods.ts';
export type { Order } from './ndarray/array/methods-shape.ts';
export type { ShapeInput } from './ndarray/array/shape-argument.ts';
export type { DType } from './ndarray/dtype/dtype.ts';
export type { Scalar } from './ndarray/dtype/element.ts';
export { Complex, complex } from './ndarray/dtype/complex.ts';
export {
  canCast,
  finfo,
  iinfo,
  isdtype,
  issubdtype,
  minScalarType,
  promoteTypes,
  resultType,
} from './ndarray/dtype/functions.ts';
export type { DTypeInput } from './ndarray/dtype/functions.ts';
export type { FloatInfo, IntegerInfo } from './ndarray/dtype/limits.ts';
export {
  arrayNamespaceInfo,
  bool,
  complex128,
  complex64,
  e,
  eulerGamma,
  float16,
  float32,
  float64,
  inf,
  int16,
  int32,
  int64,
  int8,
  nan,
  pi,
  uint16,
  uint32,
  uint64,
  uint8,
} from './ndarray/namespace.ts';
export type { NamespaceInfo } from './ndarray/namespace.ts';
export { ellipsis, newaxis } from './ndarray/indexing/index-item.ts';
export type { IndexItem, IndexList } from './ndarray/indexing/index-item.ts';
export { Slice, slice } from './ndarray/indexing/slice.ts';
export { ArrayValueError, AxisError, DTypeError, IndexError, LinAlgError, ShapeError } from './ndarray/errors.ts';
export { load, NpzFile, save, savez, savezCompressed, toNpyBytes } from './io/npy-files.ts';
export type { NamedArrays } from './io/npy-files.ts';
export { FileArray } from './io/file-array.ts';
export type { FileMode } from './io/file-array.ts';
export { memmap, openMemmap } from './io/memmap.ts';
export type { MemmapMode, MemmapOptions, OpenMemmapOptions } from './io/memmap.ts';
export * as fft from './ndarray/fft/namespace.ts';
export * as linalg from './ndarray/linalg/namespace.ts';
export * as random from './ndarray/random/namespace.ts';

export {
  array,
  asanyarray,
  asarray,
  ascontiguousarray,
  asfortranarray,
  astype,
  copy,
  fromTypedArray,
} from './ndarray/create/array.ts';
export { empty, emptyLike, full, fullLike, ones, onesLike, zeros, zerosLike } from './ndarray/create/fill.ts';
export { frombuffer, fromiter } from './ndarray/create/from.ts';
export { diag, diagflat, eye, identity, vander } from './ndarray/create/matrices.ts';
export { fromfunction, indices, meshgrid } from './ndarray/create/coordinates.ts';
export { tri, tril, triu } from './ndarray/create/triangles.ts';
export { arange } from './ndarray/create/ranges.ts';
export { geomspace, linspace, logspace } from './ndarray/create/linspace.ts';
export { matrixTranspose, moveaxis, permuteDims, rollaxis, swapaxes, transpose } from './ndarray/manipulate/axes.ts';
export { append, copyto, deleteItems as delete, insert, trimZeros } from './ndarray/manipulate/edit.ts';
export { flip, fliplr, flipud, roll, rot90 } from './ndarray/manipulate/flip.ts';
export { columnStack, concat, concatenate, dstack, hstack, stack, vstack } from './ndarray/manipulate/join.ts';
export { pad } from './ndarray/manipulate/pad.ts';
export type { PadMode, PadOptions, PadWidth } from './ndarray/manipulate/pad.ts';
export type { StatisticMode } from './ndarray/manipulate/pad-values.ts';
export { repeat, tile } from './ndarray/manipulate/repeat.ts';
export { arraySplit, dsplit, hsplit, split, unstack, vsplit } from './ndarray/manipulate/split.ts';
export {
  atleast1d,
  atleast2d,
  atleast3d,
  broadcastArrays,
  broadcastShapes,
  broadcastTo,
  expandDims,
  ravel,
  reshape,
  resize,
  squeeze,
} from './ndarray/manipulate/shape.ts';
export { array2string, arrayRepr, arrayStr } from './ndarray/print/print.ts';
export type { ArrayTextOptions, ReprOptions } from './ndarray/print/print.ts';
export { getPrintoptions, printoptions, setPrintoptions } from './ndarray/print/options.ts';
export type { PrintFormatter, PrintOptions } from './ndarray/print/options.ts';
export { add, floatPower, multiply, pow, power, square, subtract } from './ndarray/math/arithmetic.ts';
export { abs, absolute, fabs, heaviside, negative, positive, sign } from './ndarray/math/signs.ts';
export { fmax, fmin, maximum, minimum } from './ndarray/math/extremes.ts';
export {
  divide,
  floorDivide,
  fmod,
  gcd,
  lcm,
  mod,
  reciprocal,
  remainder,
  trueDivide,
} from './ndarray/math/division.ts';
export { angle, conj, conjugate, imag, real } from './ndarray/math/complex.ts';
export type { ComparisonOptions, UfuncOptions } from './ndarray/math/call.ts';
export type { BinaryUfunc, ComparisonUfunc, PairMethods, UnaryUfunc } from './ndarray/math/ufunc-methods.ts';
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './ndarray/math/compare.ts';
export {
  cbrt,
  exp,
  exp2,
  expm1,
  log,
  log10,
  log1p,
  log2,
  logaddexp,
  logaddexp2,
  sqrt,
} from './ndarray/math/exponents.ts';
export { copysign, isfinite, isinf, isnan, nextafter, signbit, spacing } from './ndarray/math/floats.ts';
export {
  bitwiseAnd,
  bitwiseCount,
  bitwiseInvert,
  bitwiseLeftShift,
  bitwiseNot,
  bitwiseOr,
  bitwiseRightShift,
  bitwiseXor,
  invert,
  leftShift,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  rightShift,
} from './ndarray/math/logic.ts';
export { ceil, fix, floor, rint, trunc } from './ndarray/math/rounding.ts';
export {
  acos,
  acosh,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cos,
  cosh,
  deg2rad,
  degrees,
  hypot,
  rad2deg,
  radians,
  sin,
  sinh,
  tan,
  tanh,
} from './ndarray/math/trigonometry.ts';
export { memoryUsage } from './ndarray/graph/storage.ts';
export type { MemoryUsage } from './ndarray/graph/storage.ts';
export { cumprod, cumsum, cumulativeProd, cumulativeSum } from './ndarray/statistics/cumulative.ts';
export type { CumulateOptions, CumulativeOptions } from './ndarray/statistics/cumulative.ts';
export {
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  countNonzero,
  max,
  mean,
  min,
  prod,
  ptp,
  std,
  sum,
  var,
} from './ndarray/statistics/reductions.ts';
export type {
  ArgOptions,
  AxisOptions,
  CountOptions,
  ExtremeOptions,
  MeanOptions,
  PtpOptions,
  ReduceOptions,
  TruthOptions,
  VarianceOptions,
} from './ndarray/statistics/settings.ts';
export { intersect1d, isin, setdiff1d, setxor1d, union1d } from './ndarray/sets/sets.ts';
export type { SetOptions } from './ndarray/sets/sets.ts';
export { unique, uniqueAll, uniqueCounts, uniqueInverse, uniqueValues } from './ndarray/sets/unique.ts';
export type { UniqueAll, UniqueOptions } from './ndarray/sets/unique.ts';
export { argwhere, extract, flatnonzero, nonzero, searchsorted } from './ndarray/sorting/search.ts';
export type { SearchOptions } from './ndarray/sorting/search.ts';
export type { PartitionOptions } from './ndarray/sorting/sort.ts';
export { argpartition, argsort, lexsort, partition, sort, sortComplex } from './ndarray/sorting/sort.ts';
export type { SortOptions } from './ndarray/sorting/sort.ts';
export { choose, piecewise, select } from './ndarray/pick/choose.ts';
export type { Piece } from './ndarray/pick/choose.ts';
export {
  diagIndices,
  diagIndicesFrom,
  ix_,
  maskIndices,
  trilIndices,
  trilIndicesFrom,
  triuIndices,
  triuIndicesFrom,
} from './ndarray/pick/index-arrays.ts';
export { ravelMultiIndex, unravelIndex } from './ndarray/pick/flat-indices.ts';
export type { TriangleOptions } from './ndarray/pick/index-arrays.ts';
export type { RavelOptions } from './ndarray/pick/flat-indices.ts';
export { fillDiagonal, place, put, putAlongAxis, putmask } from './ndarray/pick/place.ts';
export { compress, diagonal, take, takeAlongAxis } from './ndarray/pick/take.ts';
export type { BoundsMode, DiagonalOptions, TakeOptions } from './ndarray/pick/take.ts';
export type { PickOptions } from './ndarray/array/methods-pick.ts';
export type { CastOptions } from './ndarray/array/as-dtype.ts';
export { nanpercentile, nanquantile, percentile, quantile } from './ndarray/statistics/quantiles.ts';
export { median, nanmedian } from './ndarray/statistics/medians.ts';
export type { QuantileOptions } from './ndarray/statistics/quantiles.ts';
export type { MedianOptions } from './ndarray/statistics/sorted-rows.ts';
export type { QuantileMethod } from './ndarray/statistics/quantile-methods.ts';
export { average, corrcoef, cov } from './ndarray/statistics/correlation.ts';
export type { AverageOptions, CovOptions, RowOptions } from './ndarray/statistics/correlation.ts';
export { convolve, correlate } from './ndarray/statistics/convolution.ts';
export type { ConvolveMode } from './ndarray/statistics/convolution.ts';
export { diff, ediff1d, trapezoid } from './ndarray/statistics/differences.ts';
export { interp } from './ndarray/statistics/interpolation.ts';
export { gradient } from './ndarray/statistics/gradient.ts';
export type { DiffOptions, TrapezoidOptions } from './ndarray/statistics/differences.ts';
export type { InterpOptions } from './ndarray/statistics/interpolation.ts';
export type { GradientOptions } from './ndarray/statistics/gradient.ts';
export { histogram, histogramBinEdges } from './ndarray/statistics/histogram.ts';
export { bincount, digitize } from './ndarray/statistics/counting.ts';
export type { BincountOptions } from './ndarray/statistics/counting.ts';
export type { BinRule, HistogramOptions } from './ndarray/statistics/bins.ts';
export { evaluate, evaluateAsync, explain } from './ndarray/lazy/evaluate.ts';
export { getNumericMode, setNumericMode } from './ndarray/lazy/numeric-mode.ts';
export type { NumericMode } from './kernel/compile-kernel.ts';
export { clip, where } from './ndarray/math/choose.ts';
export type { ClipOptions } from './ndarray/math/choose.ts';
export { mayShareMemory, ndenumerate, ndindex } from './ndarray/array/iterate.ts';
export { cdist } from './ndarray/products/distances.ts';
export type { CdistOptions, Metric } from './ndarray/products/distances.ts';
export { einsum, einsumPath } from './ndarray/products/einsum.ts';
export type { EinsumOptions, EinsumPath } from './ndarray/products/einsum.ts';
export { dot, inner, kron, matmul, tensordot, vdot } from './ndarray/products/products.ts';
export type { TensordotAxes } from './ndarray/products/products.ts';
export { allclose, around, arrayEqual, arrayEquiv, isclose, nanToNum, round } from './ndarray/math/closeness.ts';
export type { CloseOptions, NumberOptions, RoundOptions } from './ndarray/math/closeness.ts';
export {
  nanargmax,
  nanargmin,
  nancumprod,
  nancumsum,
  nanmax,
  nanmean,
  nanmin,
  nanprod,
  nanstd,
  nansum,
  nanvar,
} from './ndarray/statistics/nan-reductions.ts';
export { bartlett, blackman, hamming, hanning, kaiser } from './ndarray/create/windows.ts';
export { vecdot } from './ndarray/linalg/functions-product.ts';
export { cross } from './ndarray/products/cross.ts';
export type { CrossOptions } from './ndarray/products/cross.ts';
export { divmod, frexp, ldexp, modf, realIfClose } from './ndarray/math/parts.ts';
export { iscomplex, isneginf, isposinf, isreal, isscalar } from './ndarray/math/predicates.ts';
export { i0, sinc } from './ndarray/math/special.ts';
export { matvec, outer, trace, vecmat } from './ndarray/products/vectors.ts';
export type { TraceOptions } from './ndarray/products/vectors.ts';
export { polyadd, polyder, polydiv, polyint, polymul, polysub, polyval } from './ndarray/polynomials/polynomials.ts';
export { polyfit } from './ndarray/polynomials/polyfit.ts';
export { poly, roots } from './ndarray/polynomials/roots.ts';
export type { PolyfitOptions } from './ndarray/polynomials/polyfit.ts';
export type { ArrayHandle } from './ndarray/array/handle.ts';
export type { ReduceMethodOptions } from './ndarray/array/methods-math.ts';
export type { AxisChoice } from './ndarray/array/methods-order.ts';
export type { ArrayOptions } from './ndarray/create/array.ts';
export type { FillOptions, LikeOptions } from './ndarray/create/fill.ts';
export type { FromBufferOptions } from './ndarray/create/from.ts';
export type { MatrixOptions, VanderOptions } from './ndarray/create/matrices.ts';
export type { MeshgridOptions } from './ndarray/create/coordinates.ts';
export type { RangeNumber, RangeOptions } from './ndarray/create/ranges.ts';
export type { SpaceEnd, SpaceOptions } from './ndarray/create/linspace.ts';
export type { Casting } from './ndarray/dtype/can-cast.ts';
export type { ComplexDType, FloatDType, IntegerDType, SignedDType, UnsignedDType } from './ndarray/dtype/dtype.ts';
export type { TypedArrayLike, TypedArrayOf } from './ndarray/dtype/typed-array.ts';
export type { ByteSource } from './ndarray/io/zip.ts';
export type { CopyToOptions, TrimOptions } from './ndarray/manipulate/edit.ts';
export type { AxisOption } from './ndarray/manipulate/flip.ts';
export type { JoinOptions, StackOptions } from './ndarray/manipulate/join.ts';
export type { ReshapeOptions } from './ndarray/manipulate/shape.ts';
export type { OneAxisOption, Sections } from './ndarray/manipulate/split.ts';
export type { PlaceMode } from './ndarray/array/methods-pick.ts';
export { commonType, iscomplexobj, isrealobj, ndim, shape, sharesMemory, size } from './ndarray/array/facts.ts';
export { baseRepr, binaryRepr, packbits, unpackbits } from './ndarray/bits/bits.ts';
export type { PackOptions, UnpackOptions } from './ndarray/bits/bits.ts';
export { c_, mgrid, ogrid, r_ } from './ndarray/create/grids.ts';
export type { RangeInput, RowPart } from './ndarray/create/grids.ts';
export { asarrayChkfinite, require } from './ndarray/create/require.ts';
export type { RequireOptions, Requirement } from './ndarray/create/require.ts';
export { applyAlongAxis, applyOverAxes } from './ndarray/functional/apply.ts';
export type { RowFunction } from './ndarray/functional/apply.ts';
export { frompyfunc, vectorize } from './ndarray/functional/vectorize.ts';
export type { ElementFunction, ElementResult, VectorizeOptions } from './ndarray/functional/vectorize.ts';
export { block } from './ndarray/manipulate/block.ts';
export type { Blocks } from './ndarray/manipulate/block.ts';
export { unwrap } from './ndarray/math/unwrap.ts';
export type { UnwrapOptions } from './ndarray/math/unwrap.ts';
export { FlatView } from './ndarray/array/flat.ts';
export { fromDlpack } from './ndarray/create/dlpack.ts';
export type { FromDlpackOptions } from './ndarray/create/dlpack.ts';
export type { DLDataType, DLPackOptions, DLPackSource, DLTensor } from './ndarray/create/dlpack-tensor.ts';
export { histogram2d, histogramdd } from './ndarray/statistics/histogram-grid.ts';
export type { GridBins, Histogram2dOptions, HistogramGridOptions } from './ndarray/statistics/histogram-grid.ts';
export { fromfile, genfromtxt, loadtxt, savetxt, tofile } from './io/text-files.ts';
export type { FromFileOptions, TextSource, ToFileOptions } from './io/text-files.ts';
export { fromstring } from './ndarray/io/text-table.ts';
export type { FromStringOptions, GenTextOptions, LoadTextOptions, SaveTextOptions } from './ndarray/io/text-table.ts';
