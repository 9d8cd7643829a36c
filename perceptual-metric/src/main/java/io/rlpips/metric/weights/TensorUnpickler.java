package io.rlpips.metric.weights;

import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a checkpoint and runs nothing of it.
 *
 * <p>The library's unpickler looks names up in a static registry with constructors of its own, makes a dictionary object
 * of every unknown class, calls {@code __setstate__} by reflection and believes every announced length. So it only does
 * the primitives here: each opcode must be on the list in {@link #dispatch}, names are resolved by {@link PickleGlobals}
 * and never by the registry, announced lengths are held against the bytes that are there, and dictionary keys are text
 * or numbers. As every opcode then makes at most one small object, the length of the pickle bounds the memory. Opcodes
 * that PyTorch never writes are refused.
 */
final class TensorUnpickler extends Unpickler {
    /** Longest pickle that is read; those of large networks have some hundred kilobytes. */
    static final int LIMIT_BYTES = 4 << 20;

    private static final int MOST_COPIED_ITEMS = 1 << 20;

    private final ByteArrayInputStream bytes;
    private final Map<String, StorageReference> storages = new HashMap<>();
    private long copiedItems;

    private TensorUnpickler(ByteArrayInputStream bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads one pickle and leaves the stream behind its end.
     *
     * @throws RlpipsException INVALID_WEIGHTS for anything but a well-formed pickle of tensors and containers
     */
    static Pickled read(ByteArrayInputStream bytes) {
        try {
            TensorUnpickler unpickler = new TensorUnpickler(bytes);
            return new Pickled(unpickler.load(bytes), unpickler.storages);
        } catch (RlpipsException refused) {
            throw refused;
        } catch (IOException | RuntimeException malformed) {
            // The library reports damage by whatever exception the damage leads to: an empty stack, a wrong cast.
            throw WeightFailure.of(malformed, "the pickle is damaged: " + PickleText.shown(malformed.toString()));
        }
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.PROTO,
                    Opcodes.FRAME,
                    Opcodes.STOP,
                    Opcodes.NONE,
                    Opcodes.NEWTRUE,
                    Opcodes.NEWFALSE,
                    Opcodes.BININT,
                    Opcodes.BININT1,
                    Opcodes.BININT2,
                    Opcodes.LONG1,
                    Opcodes.BINFLOAT,
                    Opcodes.SHORT_BINSTRING,
                    Opcodes.SHORT_BINBYTES,
                    Opcodes.SHORT_BINUNICODE,
                    Opcodes.EMPTY_LIST,
                    Opcodes.EMPTY_TUPLE,
                    Opcodes.EMPTY_SET,
                    Opcodes.MARK,
                    Opcodes.TUPLE,
                    Opcodes.TUPLE1,
                    Opcodes.TUPLE2,
                    Opcodes.TUPLE3,
                    Opcodes.APPEND,
                    Opcodes.POP,
                    Opcodes.BINPERSID,
                    Opcodes.BINGET,
                    Opcodes.LONG_BINGET,
                    Opcodes.BINPUT,
                    Opcodes.LONG_BINPUT,
                    Opcodes.MEMOIZE -> {
                return super.dispatch(opcode);
            }
            case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE -> {
                requireAnnouncedBytes();
                return super.dispatch(opcode);
            }
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
            case Opcodes.APPENDS -> appends();
            case Opcodes.GLOBAL -> stack.add(PickleGlobals.find(line(), line()));
            case Opcodes.STACK_GLOBAL -> stackGlobal();
            case Opcodes.REDUCE -> reduce();
            case Opcodes.BUILD -> build();
            case Opcodes.SETITEM -> setItem();
            case Opcodes.SETITEMS -> setItems();
            case Opcodes.ADDITEMS -> stack.pop_all_since_marker();
            case Opcodes.INST ->
                throw WeightFailure.of(
                        "the pickle makes an instance of '%s.%s', which is forbidden",
                        PickleText.shown(line()), PickleText.shown(line()));
            default -> throw WeightFailure.of("the pickle holds opcode 0x%02x, which is forbidden", opcode);
        }
        return NO_RETURN_VALUE;
    }

    @Override
    protected Object persistentLoad(Object id) {
        StorageReference storage = PickleGlobals.storage(id);
        StorageReference known = storages.putIfAbsent(storage.key(), storage);
        if (known != null && !known.equals(storage)) {
            throw WeightFailure.of("the pickle describes storage '%s' in two ways", PickleText.shown(storage.key()));
        }
        return storage;
    }

    /** The library would allocate what is announced first and notice the end of the bytes afterwards. */
    private void requireAnnouncedBytes() throws IOException {
        bytes.mark(Integer.BYTES);
        int announced = PickleUtils.bytes_to_integer(PickleUtils.readbytes(bytes, Integer.BYTES));
        if (announced < 0 || announced > bytes.available()) {
            throw WeightFailure.of(
                    "the pickle announces %d bytes of text where %d are left", announced, bytes.available());
        }
        bytes.reset();
    }

    private String line() throws IOException {
        return PickleUtils.readline(bytes);
    }

    private void stackGlobal() {
        Object name = stack.pop();
        Object module = stack.pop();
        if (!(module instanceof String && name instanceof String)) {
            throw WeightFailure.of("the pickle names a global by something other than text");
        }
        stack.add(PickleGlobals.find((String) module, (String) name));
    }

    private void reduce() {
        Object arguments = stack.pop();
        Object callable = stack.pop();
        if (!(callable instanceof PickleGlobals.Constructor constructor && arguments instanceof Object[] values)) {
            throw WeightFailure.of("the pickle calls something that is no constructor");
        }
        if (values.length > 0 && values[0] instanceof List<?> list) {
            chargeCopy(list.size());
        }
        stack.add(constructor.construct(values));
    }

    /** One long list can be handed to many constructors by a few bytes each, and each copies it. */
    private void chargeCopy(int items) {
        copiedItems += items;
        if (copiedItems > MOST_COPIED_ITEMS) {
            throw WeightFailure.of("the pickle copies more than %d items of lists", MOST_COPIED_ITEMS);
        }
    }

    /** Attributes of a dictionary, PyTorch's {@code _metadata}, say nothing about tensors and are dropped. */
    private void build() {
        stack.pop();
        if (!(stack.peek() instanceof Map)) {
            throw WeightFailure.of("the pickle sets the state of something that is no dictionary");
        }
    }

    /** Not the library's, which shrinks the list to its size each time: quadratic in a list extended often. */
    private void appends() {
        List<Object> items = stack.pop_all_since_marker();
        list(stack.peek()).addAll(items);
    }

    private void setItem() {
        Object value = stack.pop();
        Object key = stack.pop();
        dictionary(stack.peek()).put(PickleGlobals.key(key), value);
    }

    private void setItems() {
        List<Object> items = stack.pop_all_since_marker();
        Map<Object, Object> dictionary = dictionary(stack.peek());
        for (int i = 0; i + 1 < items.size(); i += 2) {
            dictionary.put(PickleGlobals.key(items.get(i)), items.get(i + 1));
        }
    }

    @SuppressWarnings("unchecked") // every list and map on this stack was made by this class with elements of any kind
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> dictionary(Object value) {
        return (Map<Object, Object>) value;
    }
}
