/** Names of NumPy 2.4 that arrays here do not have, each with its reason. A test compares them with NumPy's own list. */

export interface Missing {
  readonly names: readonly string[];
  readonly why: string;
}

export const missing: readonly Missing[] = [
  {
    names: [
      'busday_count',
      'busday_offset',
      'busdaycalendar',
      'is_busday',
      'datetime64',
      'datetime_as_string',
      'datetime_data',
      'timedelta64',
      'isnat',
    ],
    why: 'dates: there is no dtype for them; keep milliseconds in int64 or float64',
  },
  {
    names: ['bytes_', 'character', 'str_', 'flexible', 'void', 'object_', 'recarray', 'record', 'getfield', 'setfield'],
    why: 'texts, objects and records: there are no dtypes for them',
  },
  {
    names: ['longdouble', 'clongdouble', 'float128', 'complex256'],
    why: 'extended precision: JavaScript and WebAssembly have none',
  },
  {
    names: [
      'byte',
      'ubyte',
      'short',
      'ushort',
      'intc',
      'uintc',
      'int_',
      'uint',
      'intp',
      'uintp',
      'long',
      'ulong',
      'longlong',
      'ulonglong',
      'half',
      'single',
      'double',
      'csingle',
      'cdouble',
    ],
    why: "C's names of dtypes: as texts they are understood (`{ dtype: 'single' }`); the constants have NumPy's sized names",
  },
  {
    names: [
      'True_',
      'False_',
      'ScalarType',
      'generic',
      'number',
      'integer',
      'signedinteger',
      'unsignedinteger',
      'inexact',
      'floating',
      'complexfloating',
      'dtype',
      'ufunc',
      'sctypeDict',
      'typecodes',
      'typename',
      'mintypecode',
      'info',
    ],
    why: "classes of Python's scalars and dtypes: a dtype is a text here; `isdtype` and `issubdtype` know the kinds",
  },
  {
    names: ['asmatrix', 'bmat', 'matrix', 'poly1d'],
    why: 'old classes that NumPy advises against; `block` and the functions of polynomials do their work',
  },
  {
    names: ['broadcast', 'flatiter', 'nditer', 'nested_iters', 'iterable'],
    why: "iterators: `ndindex`, `ndenumerate`, `x.flat`, `broadcastArrays`, and JavaScript's own `for ... of`",
  },
  {
    names: ['s_', 'index_exp'],
    why: "slices are texts (`'1:5:2'`) or `slice(1, 5, 2)`, and need no maker",
  },
  {
    names: ['errstate', 'seterr', 'geterr', 'seterrcall', 'geterrcall', 'getbufsize', 'setbufsize'],
    why: 'nothing warns: infinities and NaN come out, and buffers are not chosen',
  },
  {
    names: ['format_float_positional', 'format_float_scientific'],
    why: "texts of one number: `String(x)`, `array2string` with its options, and JavaScript's `toFixed` and `toExponential`",
  },
  {
    names: ['fromregex'],
    why: 'makes records: `loadtxt` with converters, or `text.matchAll` and `np.array`',
  },
  {
    names: ['isfortran'],
    why: '`x.flags.fContiguous`',
  },
  {
    names: ['row_stack'],
    why: 'deprecated by NumPy: `vstack`',
  },
  {
    names: ['get_include', 'show_config', 'show_runtime', 'test', 'little_endian'],
    why: 'about how NumPy was built',
  },
  {
    names: ['base', 'ctypes', 'data', 'dump', 'dumps', 'setflags', 'resize'],
    why: 'members that show the memory of C or of pickles: `sharesMemory`, `toTypedArray`, `__dlpack__`, `save`, and the function `resize`',
  },
];
