package io.rlpips.metric.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The only names a pickle may refer to: what PyTorch writes for tensors, parameters and ordered dictionaries. None of
 * them stands for code of anybody else's; each is a function of this class from values to values.
 */
final class PickleGlobals {
    /** What a name that can be called makes of its arguments. */
    @FunctionalInterface
    interface Constructor {
        Object construct(Object[] arguments);
    }

    private static final Map<String, Object> ALLOWED = allowed();

    private PickleGlobals() {}

    private static Map<String, Object> allowed() {
        Map<String, Object> names = new HashMap<>();
        names.put("collections.OrderedDict", (Constructor) PickleGlobals::orderedDictionary);
        names.put("torch._utils._rebuild_tensor", (Constructor) PickleGlobals::tensor);
        names.put("torch._utils._rebuild_tensor_v2", (Constructor) PickleGlobals::tensor);
        names.put("torch._utils._rebuild_parameter", (Constructor) arguments -> argument(arguments, 0, Object.class));
        names.put("torch.Size", (Constructor) arguments -> argument(arguments, 0, Object[].class));
        names.put("torch.DoubleStorage", ElementType.FLOAT64);
        names.put("torch.FloatStorage", ElementType.FLOAT32);
        names.put("torch.HalfStorage", ElementType.FLOAT16);
        names.put("torch.BFloat16Storage", ElementType.BFLOAT16);
        names.put("torch.LongStorage", ElementType.INT64);
        names.put("torch.IntStorage", ElementType.INT32);
        names.put("torch.ShortStorage", ElementType.INT16);
        names.put("torch.CharStorage", ElementType.INT8);
        names.put("torch.ByteStorage", ElementType.UINT8);
        names.put("torch.BoolStorage", ElementType.UINT8);
        return Map.copyOf(names);
    }

    /** @return a {@link Constructor} or an {@link ElementType} */
    static Object find(String module, String name) {
        return Optional.ofNullable(ALLOWED.get(module + "." + name))
                .orElseThrow(() -> WeightFailure.of(
                        "the pickle refers to '%s.%s', which is forbidden: only tensors and containers are read",
                        PickleText.shown(module), PickleText.shown(name)));
    }

    /** @param id what PyTorch writes in place of a storage: ("storage", type, key, device, elements, no view) */
    static StorageReference storage(Object id) {
        Object[] fields = id instanceof Object[] tuple ? tuple : new Object[0];
        boolean wholeStorage = fields.length == 5 || fields.length == 6 && fields[5] == null;
        if (!wholeStorage || !"storage".equals(fields[0])) {
            throw WeightFailure.of("the pickle refers to something outside itself that is no storage");
        }
        return new StorageReference(
                argument(fields, 1, ElementType.class), argument(fields, 2, String.class), integer(fields, 4));
    }

    private static Object tensor(Object[] arguments) {
        return new TensorView(
                argument(arguments, 0, StorageReference.class),
                integer(arguments, 1),
                axes(argument(arguments, 2, Object[].class)),
                axes(argument(arguments, 3, Object[].class)));
    }

    private static Object orderedDictionary(Object[] arguments) {
        Map<Object, Object> dictionary = new LinkedHashMap<>();
        List<?> pairs = arguments.length == 0 ? List.of() : argument(arguments, 0, List.class);
        for (Object pair : pairs) {
            if (pair instanceof List<?> list) {
                requirePair(list.size());
                dictionary.put(key(list.get(0)), list.get(1));
            } else {
                Object[] tuple = argument(new Object[] {pair}, 0, Object[].class);
                requirePair(tuple.length);
                dictionary.put(key(tuple[0]), tuple[1]);
            }
        }
        return dictionary;
    }

    private static void requirePair(int items) {
        if (items != 2) {
            throw WeightFailure.of("the pickle has a pair of %d for a dictionary", items);
        }
    }

    /**
     * Keys are compared and hashed, which on nested or self-referring containers never ends: text and numbers only.
     *
     * @return the key itself
     */
    static Object key(Object key) {
        if (key instanceof String || key instanceof Number || key instanceof Boolean) {
            return key;
        }
        throw WeightFailure.of("the pickle uses something other than text or a number as a key");
    }

    /** One long tuple can be handed to many tensors by a few bytes each, and each copies it. */
    private static List<Long> axes(Object[] values) {
        if (values.length > Shapes.MOST_AXES) {
            throw WeightFailure.of(
                    "the pickle describes a tensor of %d axes, at most %d are read", values.length, Shapes.MOST_AXES);
        }
        List<Long> integers = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            integers.add(integer(values, i));
        }
        return List.copyOf(integers);
    }

    private static long integer(Object[] values, int index) {
        Object value = argument(values, index, Object.class);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw WeightFailure.of("the pickle has something other than an integer for a size, stride or offset");
    }

    private static <T> T argument(Object[] arguments, int index, Class<T> type) {
        if (index < arguments.length && type.isInstance(arguments[index])) {
            return type.cast(arguments[index]);
        }
        throw WeightFailure.of("the pickle calls a constructor with the wrong arguments");
    }
}
