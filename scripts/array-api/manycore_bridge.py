"""An Array API namespace in Python whose arrays live in a Node process: the public test suite sees the library through it.

It translates, and computes nothing: names to camelCase, keyword arguments to an options object, Python's numbers to JavaScript's. Where
Python says more than JavaScript can (1.0 is not 1), it says the dtype. Signatures are those of the standard's stubs.
"""
import enum
import importlib
import inspect
import json
import operator
import os
import subprocess
import sys
import types
from collections import namedtuple

VERSION = "2025.12"
# The namespace: in a module of its own, because its names hide Python's (bool, all, sum).
np = types.ModuleType("manycore")
np.__array_api_version__ = VERSION
np.__version__ = os.environ.get("MANYCORE_VERSION", "unknown")
HERE = os.path.dirname(os.path.abspath(__file__))

sys.path.append(os.environ["ARRAY_API_STUBS"])
STUBS = "array_api_stubs._" + VERSION.replace(".", "_")


class ManycoreError(ValueError):
    """What the library throws; the code is in the text."""


class ManycoreIndexError(ManycoreError, IndexError):
    pass


node = subprocess.Popen([os.environ.get("NODE", "node"), os.path.join(HERE, "server.ts")],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1 << 20)
dropped = []


def ask(**request):
    global dropped
    request["drop"], dropped = dropped, []
    node.stdin.write(json.dumps(request) + "\n")
    node.stdin.flush()
    reply = json.loads(node.stdout.readline())
    if "ok" in reply:
        return reply["ok"]
    kind = ManycoreIndexError if reply["code"] in ("ERR_INDEX", "ERR_AXIS") else ManycoreError
    raise kind("%s (%s): %s" % (reply["name"], reply["code"], reply["error"]))


class DType:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return isinstance(other, DType) and other.name == self.name

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return "np." + self.name


NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()
DTYPES = {name: DType(name) for name in NAMES}
SAFE = 2 ** 53


def encode(value):
    if isinstance(value, Array):
        return {"array": value._id}
    if isinstance(value, DType):
        return value.name
    if value is None or isinstance(value, (bool, str)):
        return value
    if value is Ellipsis:
        return "..."
    if isinstance(value, enum.Enum):
        return encode(value.value)
    if isinstance(value, int):
        return value if -SAFE < value < SAFE else {"bigint": str(value)}
    if isinstance(value, float):
        return value if value - value == 0 else {"float": str(value)}
    if isinstance(value, complex):
        return {"complex": [repr(value.real), repr(value.imag)]}
    if isinstance(value, slice):
        parts = (value.start, value.stop, value.step)
        return {"slice": [None if part is None else operator.index(part) for part in parts]}
    if isinstance(value, dict):
        return {"object": {name: encode(one) for name, one in value.items()}}
    if isinstance(value, (list, tuple)):
        return [encode(one) for one in value]
    raise TypeError("the bridge cannot send %r" % (value,))


def decode(value):
    if isinstance(value, list):
        return tuple(decode(one) for one in value)
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return Array(value["array"], DTYPES[value["dtype"]], tuple(value["shape"]))
    if "bigint" in value:
        return int(value["bigint"])
    if "float" in value:
        return float(value["float"])
    if "complex" in value:
        return complex(*(float(part) for part in value["complex"]))
    return {name: decode(one) for name, one in value["object"].items()}


def call(path, *args):
    return decode(ask(call=path, args=[encode(arg) for arg in args]))


def element(value, dtype):
    """An element in Python's own type."""
    kind = dtype.name.rstrip("0123456789")
    return {"bool": bool, "float": float, "complex": complex}.get(kind, int)(value)


class Array:
    def __init__(self, id, dtype, shape):
        self._id, self.dtype, self.shape = id, dtype, shape

    def __del__(self):
        dropped.append(self._id)

    __hash__ = None

    def _method(self, name, *args):
        return decode(ask(on=self._id, call=name, args=[encode(arg) for arg in args]))

    def _get(self, name):
        return decode(ask(on=self._id, get=name))

    def _item(self):
        return element(self._method("item"), self.dtype)

    ndim = property(lambda self: self._get("ndim"))
    size = property(lambda self: self._get("size"))
    device = property(lambda self: self._get("device"))
    T = property(lambda self: self._get("T"))
    mT = property(lambda self: self._get("mT"))

    def __repr__(self):
        return "np.%s" % (self._method("toString"),)

    def __array_namespace__(self, /, *, api_version=None):
        if api_version not in (None, VERSION):
            raise ValueError("this is version %s" % VERSION)
        return np

    def to_device(self, device, /, *, stream=None):
        return self._method("toDevice", device, *([] if stream is None else [{"stream": stream}]))

    def __dlpack_device__(self):
        return self._method("__dlpack_device__")

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        options = dict(stream=stream, maxVersion=max_version, dlDevice=dl_device, copy=copy)
        return self._method("__dlpack__", {name: value for name, value in options.items() if value is not None})

    def __getitem__(self, key, /):
        return self._method("at", *(key if isinstance(key, tuple) else (key,)))

    def __setitem__(self, key, value, /):
        self._method("set", list(key) if isinstance(key, tuple) else [key], value)

    def __bool__(self):
        return bool(decode(ask(on=self._id, call="item", args=[])))

    def __int__(self):
        return int(self._item())

    def __float__(self):
        return float(self._item())

    def __complex__(self):
        return complex(self._item())

    def __index__(self):
        if self.dtype.name[0] not in "iu":
            raise TypeError("only integers are an index, this is %s" % self.dtype.name)
        return self._item()


OPERATORS = dict(add="add", sub="subtract", mul="multiply", truediv="divide", floordiv="floorDivide", mod="remainder", pow="pow",
                 matmul="matmul", lshift="bitwiseLeftShift", rshift="bitwiseRightShift", xor="bitwiseXor")
OPERATORS["and"], OPERATORS["or"] = "bitwiseAnd", "bitwiseOr"
METHODS = dict(add="add", sub="sub", mul="mul", truediv="div", floordiv="floordiv", mod="mod", pow="pow", matmul="matmul", lshift="lshift",
               rshift="rshift", xor="xor", eq="eq", ne="ne", lt="lt", le="le", gt="gt", ge="ge")
METHODS["and"], METHODS["or"] = "and", "or"


def is_operand(value):
    return isinstance(value, (Array, bool, int, float, complex))


def binary(name, method):
    def apply(self, other, /):
        return self._method(method, other) if is_operand(other) else NotImplemented
    apply.__name__ = name
    setattr(Array, name, apply)


def reflected(name, function):
    def apply(self, other, /):
        return call(function, other, self) if is_operand(other) else NotImplemented
    apply.__name__ = name
    setattr(Array, name, apply)


def in_place(name, method):
    def apply(self, other, /):
        if not is_operand(other):
            return NotImplemented
        self._method(method, other)
        return self
    apply.__name__ = name
    setattr(Array, name, apply)


for name, method in METHODS.items():
    binary("__%s__" % name, method)
for name, function in OPERATORS.items():
    reflected("__r%s__" % name, function)
    in_place("__i%s__" % name, METHODS[name] + "Assign")
Array.__neg__ = lambda self, /: self._method("neg")
Array.__pos__ = lambda self, /: self._method("pos")
Array.__abs__ = lambda self, /: self._method("abs")
Array.__invert__ = lambda self, /: self._method("not")

FIELDS = dict(unique_all="values indices inverse_indices counts", unique_counts="values counts", unique_inverse="values inverse_indices",
              eigh="eigenvalues eigenvectors", eig="eigenvalues eigenvectors", qr="Q R", slogdet="sign logabsdet", svd="U S Vh")
TUPLES = {name: namedtuple(name, fields) for name, fields in FIELDS.items()}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def named(name, value):
    """Several results by name, as the standard has them."""
    if isinstance(value, dict):
        return TUPLES[name](*(value[camel(field)] for field in FIELDS[name].split()))
    return TUPLES[name](*value)


def limits(value):
    fields = {snake(name): one for name, one in value.items()}
    fields["dtype"] = DTYPES[fields["dtype"]]
    return types.SimpleNamespace(**fields)


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def kind_of(value):
    """The dtype that Python's numbers ask for: JavaScript cannot tell 1.0 from 1."""
    if isinstance(value, (list, tuple)):
        kinds = {kind for kind in map(kind_of, value) if kind}
        return next((kind for kind in ("complex128", "float64", "int64", "bool") if kind in kinds), None)
    return {bool: "bool", int: "int64", float: "float64", complex: "complex128"}.get(type(value))


def with_kind(name, args, options):
    """Says the dtype where the numbers are floats that JavaScript would take for integers."""
    if options.get("dtype") is not None or name not in ("asarray", "full", "arange"):
        return
    numbers = args[1:] if name == "full" else args
    kind = kind_of(list(numbers))
    if kind in ("float64", "complex128"):
        options["dtype"] = kind


def function(space, stub):
    """The library's function with the signature of the standard's: what is keyword-only goes into the options."""
    name, signature = stub.__name__, inspect.signature(stub)
    path = space + camel(name)

    def run(*args, **keywords):
        bound = signature.bind(*args, **keywords)
        given, options = [], {}
        for parameter in signature.parameters.values():
            if parameter.name not in bound.arguments:
                if parameter.kind not in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL):
                    given.append(parameter.default)
                continue
            value = bound.arguments[parameter.name]
            if parameter.kind == parameter.VAR_POSITIONAL:
                given.extend([list(value)] if name == "meshgrid" else value)
            elif parameter.kind == parameter.KEYWORD_ONLY:
                if value is not None or parameter.default is not None:
                    options[camel(parameter.name)] = value
            else:
                given.append(value)
        with_kind(name, given, options)
        if name == "arange":
            given = [one for one in given if one is not None] if given[1] is not None else [0, given[0], given[2]]
        while given and given[-1] is None and not options:
            given.pop()
        result = call(path, *given, *([options] if options else []))
        if name in FIELDS:
            return named(name, result)
        if name in ("finfo", "iinfo"):
            return limits(result)
        if name == "result_type":
            return DTYPES[result]
        return result

    run.__name__, run.__doc__, run.__signature__ = name, stub.__doc__, signature
    return run


CATEGORIES = ("creation data_type elementwise indexing linear_algebra manipulation searching set sorting statistical utility").split()
HAS = set(call("names"))


def fill(target, module, space=""):
    stubs = importlib.import_module("%s.%s" % (STUBS, module))
    for name in stubs.__all__:
        stub = getattr(stubs, name)
        if inspect.isfunction(stub) and space + camel(name) in HAS:
            setattr(target, name, function(space, stub))


for category in CATEGORIES:
    fill(np, category + "_functions")
np.linalg, np.fft = types.ModuleType("linalg"), types.ModuleType("fft")
fill(np.linalg, "linalg", "linalg.")
fill(np.fft, "fft", "fft.")
for name, dtype in DTYPES.items():
    setattr(np, name, dtype)
for name in ("e", "pi", "inf", "nan", "newaxis"):
    setattr(np, name, call("constant", name))


def generic(path):
    """What a newer standard has than the stubs: positional arguments stay, keywords are options."""
    def run(*args, **keywords):
        name = path.rsplit(".", 1)[-1]
        result = call(path, *args, *([{camel(one): value for one, value in keywords.items()}] if keywords else []))
        return named(name, result) if name in FIELDS else result
    return run


for name in ("eig", "eigvals"):
    if not hasattr(np.linalg, name) and "linalg." + name in HAS:
        setattr(np.linalg, name, generic("linalg." + name))


class Info:
    def capabilities(self):
        return call("info", "capabilities")

    def default_device(self):
        return call("info", "defaultDevice")

    def default_dtypes(self, *, device=None):
        found = call("info", "defaultDtypes", {} if device is None else {"device": device})
        return {name: DTYPES[one] for name, one in found.items()}

    def dtypes(self, *, device=None, kind=None):
        options = {name: one for name, one in dict(device=device, kind=kind).items() if one is not None}
        return {name: DTYPES[one] for name, one in call("info", "dtypes", options).items() if one in DTYPES}

    def devices(self):
        return call("info", "devices")


np.__array_namespace_info__ = Info
