import * as np from '../../src/ndarray.ts';
import { expectType, some } from './expect-type.ts';

const x = some<np.NDArray<'float64'>>();

// Makers give the dtype that is asked for, else the one that they are known for.
expectType<np.NDArray<'float64'>>()(np.zeros(3));
expectType<np.NDArray<'int8'>>()(np.zeros(3, { dtype: 'int8' }));
expectType<np.NDArray<'uint8'>>()(np.array(x, { dtype: 'uint8' }));
expectType<np.NDArray>()(np.array([1, 2]));
expectType<np.NDArray<'float64'>>()(np.asarray(x));
expectType<np.NDArray<'int32'>>()(np.zerosLike(x, { dtype: 'int32' }));

// Views and casts keep or change it.
expectType<np.NDArray<'float64'>>()(np.flip(x));
expectType<np.NDArray<'float64'>>()(x.at(0, '1:'));
expectType<np.NDArray<'float32'>>()(x.astype('float32'));
expectType<np.NDArray<'bool'>>()(x.eq(1));

// Elements come out as what the dtype holds.
expectType<number>()(x.item());
expectType<number | bigint>()(np.zeros(1, { dtype: 'int64' }).item());
expectType<boolean>()(np.zeros(1, { dtype: 'bool' }).item());
expectType<np.Complex>()(np.zeros(1, { dtype: 'complex64' }).item());
expectType<Float64Array<ArrayBuffer>>()(x.toTypedArray());
const any: np.NDArray = x;
void any;

// @ts-expect-error -- there is no such dtype
np.zeros(3, { dtype: 'float128' });
// @ts-expect-error -- there is no such option
np.array([1], { dtypes: 'int8' });
// @ts-expect-error -- texts are no elements
np.array(['one']);
